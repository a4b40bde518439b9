using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Orleans.Video.Grains.Hosting;

/// <summary>Lets the exceptions of this system go from silo to silo as what they are: Orleans by itself carries those of known namespaces only.</summary>
internal static class ExceptionExtensions
{
    public static IServiceCollection AddVideoExceptions(this IServiceCollection services) =>
        services.Configure<ExceptionSerializationOptions>(exceptions => exceptions.SupportedNamespacePrefixes.Add("Orleans.Video"));
}

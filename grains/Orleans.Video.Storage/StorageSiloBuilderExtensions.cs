using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Runtime.Hosting;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace Orleans.Video.Storage;

/// <summary>Adds the store to a silo.</summary>
public static class StorageSiloBuilderExtensions
{
    /// <summary>
    /// Keeps grain state in the silo's <see cref="IObjectStore"/>, which the host registers as a singleton. State is written by System.Text.Json
    /// with Orleans' converters (options: <see cref="SystemTextJsonGrainStorageSerializerOptions"/>), unless an
    /// <see cref="IGrainStorageSerializer"/> is registered under the key <paramref name="name"/>. Other storages keep their serializer.
    /// </summary>
    /// <param name="builder">The silo.</param>
    /// <param name="name">The storage's name, as grains give it in <c>[PersistentState(…, name)]</c>.</param>
    public static ISiloBuilder AddObjectGrainStorage(this ISiloBuilder builder, string name = "Default")
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IPostConfigureOptions<SystemTextJsonGrainStorageSerializerOptions>, SystemTextJsonSerializerOptionsConfigure>());
        builder.Services.AddGrainStorage(name, static (services, key) => new ObjectGrainStorage(
            services.GetRequiredService<IObjectStore>(),
            services.GetKeyedService<IGrainStorageSerializer>(key)
                ?? new SystemTextJsonGrainStorageSerializer(services.GetRequiredService<IOptions<SystemTextJsonGrainStorageSerializerOptions>>()),
            services.GetRequiredService<IActivatorProvider>()));
        return builder;
    }
}

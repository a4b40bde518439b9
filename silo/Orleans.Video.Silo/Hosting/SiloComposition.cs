using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Orleans.Video.Silo.Hosting;

/// <summary>Puts a silo together from its options.</summary>
internal static class SiloComposition
{
    public static WebApplication Build(VideoSiloOptions options, DataFolder folder, string instance, Action<WebApplicationBuilder>? configure)
    {
        // Empty: an embedded silo takes no settings, addresses or log sinks from its surroundings.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = folder.Path });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            foreach (var url in options.Urls) ListenAddress.Parse(url).Listen(kestrel);
        });
        builder.Services.AddRoutingCore();
        builder.Services.Replace(ServiceDescriptor.Singleton<IHostLifetime, CallerLifetime>());
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.ShutdownTimeout);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(options);
        builder.UseOrleans(silo => silo.UseLoneSilo());
        configure?.Invoke(builder);

        var application = builder.Build();
        application.MapGet("/healthz", () => new Orleans.Video.Http.ServerHealth("ok", instance));
        return application;
    }
}

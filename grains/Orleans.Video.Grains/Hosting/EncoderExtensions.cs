using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Configuration;
using Orleans.Placement;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Orleans.Video.Grains.Devices;
using Orleans.Video.Grains.Encoders;
using Orleans.Video.Grains.Serving;
using Orleans.Video.Inference;

namespace Orleans.Video.Grains.Hosting;

/// <summary>Puts devices and encoders on a silo, and the knowledge of those of the others.</summary>
internal static class EncoderExtensions
{
    public static ISiloBuilder AddEncoders(this ISiloBuilder silo, VideoPipelineOptions options)
    {
        silo.Services.AddSingleton(_ => SiloDevices.Find(options.Devices, options.EncoderThreads));
        silo.Services.AddSingleton(services => OfferOf(services.GetRequiredService<SiloDevices>(), services.GetRequiredService<ModelSetLibrary>()));
        silo.Services.TryAddSingleton<IEncoderEngineFactory, OnnxEngineFactory>();
        silo.Services.AddSingleton<EncoderLoadBoard>();
        silo.Services.AddSingleton<EncoderCandidates>();
        silo.Services.AddSingleton<EncoderRouter>();
        silo.Services.AddSingleton<EncoderWarmUp>();
        silo.Services.AddSingleton<EncoderLoadServiceClient>();
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, EncoderLoadGossip>();
        silo.Services.AddPlacementDirector<EncoderPlacement, EncoderPlacementDirector>();
        silo.Services.AddPlacementFilter<DevicePlacementFilter, DevicePlacementFilterDirector>(ServiceLifetime.Singleton);
        silo.Services.AddSingleton<SiloOffers>();
        // A session may take a minute to load and another to run for the first time.
        silo.Services.Configure<GrainCollectionOptions>(collection => collection.ActivationTimeout = VideoPipelineExtensions.ResponseTimeout);
        silo.AddGrainService<EncoderLoadService>();
        return silo.AddOffer();
    }

    private static SiloOffer OfferOf(SiloDevices devices, ModelSetLibrary library)
    {
        if (devices.All.Count == 0) return SiloOffer.None;
        var sets = library.List().Where(static set => set.Manifest is not null).ToArray();
        return new SiloOffer(
            [.. devices.All.Select(static device => device.Name)], [.. sets.SelectMany(static set => OpenedModelSet.ModalitiesOf(set.Manifest!)).Distinct()], [.. sets.Select(static set => set.Id)]);
    }

    // Orleans takes metadata as a dictionary that it reads when the silo starts; what this silo offers is known from its container only then, just before.
    private static ISiloBuilder AddOffer(this ISiloBuilder silo)
    {
        var metadata = new Dictionary<string, string>();
        silo.Services.AddOptions<SiloMetadata>().Configure<SiloOffer>((_, offer) =>
        {
            foreach (var (key, value) in offer.ToMetadata()) metadata[key] = value;
        });
        return silo.UseSiloMetadata(metadata);
    }
}

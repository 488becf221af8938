using System.IO.Abstractions;
using Connector.Alerts;
using Connector.Archive;
using Connector.Drop;
using Connector.Feeds;
using Connector.Feeds.Brakes;
using Connector.Intake;
using Connector.Lines;
using Connector.Listings;
using Connector.Notices;
using Connector.Preview;
using Connector.Review;
using Connector.State;
using Connector.Store;
using Connector.Watching;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Connector;

/// <summary>Registration. Reads as the list of rooms.</summary>
public static class ConnectorRegistration
{
    /// <summary>Adds the trip. The host adds the store adapters that it can read.</summary>
    public static IServiceCollection AddConnector(this IServiceCollection services, ConnectorSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        PrivateFiles.MakeFolder(settings.Data);
        PrivateFiles.MakeFolder(Path.GetDirectoryName(settings.StatePath)!);
        PrivateFiles.MakeFolder(Path.GetDirectoryName(settings.MirrorPath)!);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IFileSystem>(new FileSystem());
        services.AddSingleton(settings);
        services.AddSingleton<FeedLog>();
        services.AddSingleton<LineBreakers>();
        services.AddSingleton(provider => Http.NewClient(provider.GetRequiredService<FeedLog>(), provider.GetRequiredService<LineBreakers>()));
        services.AddSingleton<Doors>();

        // What is kept
        services.AddSingleton(_ => new StateDatabase(settings.StatePath, settings.DatabaseWait));
        services.AddSingleton<Chain>();
        services.AddSingleton<Documents>();
        services.AddSingleton<SkuDecisions>();
        services.AddSingleton<Awaiting>();
        services.AddSingleton<BrakeBook>();
        services.AddSingleton<Pins>();
        services.AddSingleton(_ => new DefaultImageLook(settings.AllowLoopback));
        services.AddSingleton<RestoredState>();
        services.AddSingleton<ManualEntries>();
        services.AddSingleton<Intakes>();
        services.AddSingleton<Leases>();
        services.AddSingleton<Runs>();
        services.AddSingleton(provider => new RunFolders(settings.ArchivePath, provider.GetRequiredService<IFileSystem>()));

        // Store, feed, delivery, review
        services.AddSingleton(_ => new Mirror(settings.MirrorPath));
        services.AddSingleton(provider => new Databases(settings, provider.GetRequiredService<Mirror>));
        services.AddSingleton<StoreReading>();
        services.AddSingleton<Ledger>();
        services.AddSingleton<DropLedger>();
        services.AddSingleton<FeedMaking>();
        services.AddSingleton<FeedFolder>();
        services.AddSingleton<Catalogs>();
        services.AddSingleton<DeliveryByAlert>();
        services.AddSingleton<Connecting>();
        services.AddSingleton<DeliveryByPull>();
        services.AddSingleton<DeliveryByCalls>();
        services.AddSingleton<Deliveries>();
        services.AddSingleton<JobBook>();
        services.AddSingleton<JobReview>();
        services.AddSingleton<Answers>();
        services.AddSingleton<Refusal>();
        services.AddSingleton<Releasing>();
        services.AddSingleton<Resending>();
        services.AddSingleton<Reconciling>();
        services.AddSingleton<Adoption>();
        services.AddSingleton<Rebuilding>();
        services.AddSingleton<Rollback>();

        // TikTok's Shop Open Platform
        services.AddSingleton<ShopPace>();
        services.AddSingleton<TokenSafe>();
        services.AddSingleton<ShopTokens>();
        services.AddSingleton<Shops>();
        services.AddSingleton<Authorising>();
        services.AddSingleton<ShopData>();
        services.AddSingleton<Onboarding>();
        services.AddSingleton<ShopFloors>();
        services.AddSingleton<ListingBook>();
        services.AddSingleton<CallQueue>();
        services.AddSingleton<ImageDepot>();
        services.AddSingleton<ListingRun>();
        services.AddSingleton<ListingReview>();
        services.AddSingleton<ListingComparison>();
        services.AddSingleton<MassActions>();

        // Archive
        services.AddSingleton<DailyHeads>();
        services.AddSingleton<Verifying>();
        services.AddSingleton<ArchiveList>();
        services.AddSingleton<Pruning>();
        services.AddSingleton<ArchiveCopying>();
        services.AddSingleton(_ => new ArchiveIndex(settings.ArchiveIndexPath));
        services.AddSingleton<ArchiveIndexing>();
        services.AddSingleton<Tracing>();
        services.AddSingleton<RunDifferences>();
        services.AddSingleton<KeptRows>();
        services.AddSingleton<Restoring>();

        // Beside the trips
        services.AddSingleton<Slates>();
        services.AddSingleton<Freshness>();
        services.AddSingleton<NoticeBook>();
        services.AddSingleton<NoticeWatch>();
        services.AddSingleton<DigestMaking>();
        services.AddSingleton<NoticeChannels>();
        services.AddSingleton<NoticePost>();
        services.AddSingleton<RunWatch>();

        // The trips
        services.AddSingleton<FeedRun>();
        services.AddSingleton<ReviewRun>();
        services.AddSingleton<WebhookApps>();
        services.AddSingleton<WebhookJournal>();
        services.AddSingleton<WebhookTaking>();
        services.AddSingleton<IntakeCheck>();
        services.AddSingleton<IntakeTaking>();
        services.AddSingleton<IntakeRun>();
        services.AddSingleton<PolicyPreview>();
        services.AddSingleton<TemplateTotals>();
        services.AddSingleton<SendingQueue>();
        return services;
    }
}

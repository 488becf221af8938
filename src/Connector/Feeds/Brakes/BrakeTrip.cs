namespace Connector.Feeds.Brakes;

/// <summary>A brake that tripped.</summary>
/// <param name="Cause">What it looks at.</param>
/// <param name="View">The view; empty for stock, which is told over all views.</param>
/// <param name="Limit">The limit: per cent, or a multiple for growth; 0 where there is none but one.</param>
/// <param name="Actual">What it was, in the same unit.</param>
/// <param name="Count">SKUs concerned.</param>
/// <param name="Of">SKUs that TikTok has.</param>
/// <param name="Sentence">All that in a sentence.</param>
/// <param name="Examples">The ten largest: the greatest move, the most pieces; where all are alike, the first ten in feed order.</param>
public sealed record BrakeTrip(BrakeCause Cause, string View, decimal Limit, decimal Actual, long Count, long Of, string Sentence, IReadOnlyList<BrakeExample> Examples);

/// <summary>One SKU that a brake saw.</summary>
/// <param name="Sku">The SKU.</param>
/// <param name="Before">What TikTok has.</param>
/// <param name="After">What the feed would say.</param>
public sealed record BrakeExample(string Sku, string Before, string After);

/// <summary>Why a feed was stopped, or went in part. <c>brake.json</c> in the run's folder.</summary>
/// <param name="Run">The run.</param>
/// <param name="Account">The account.</param>
/// <param name="Kind">The kind of feed.</param>
/// <param name="At">When.</param>
/// <param name="Trips">What tripped.</param>
/// <param name="Made">What had been made: its files stand in the folder, for looking at.</param>
public sealed record BrakeRecord(string Run, string Account, FeedKind Kind, DateTimeOffset At, IReadOnlyList<BrakeTrip> Trips, FeedMade Made)
{
    /// <summary>Its name in the folder.</summary>
    public const string Name = "brake.json";

    /// <summary>What tripped, in a sentence.</summary>
    public string Sentence => string.Join(" ", Trips.Select(trip => trip.Sentence));
}

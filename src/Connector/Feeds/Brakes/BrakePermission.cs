namespace Connector.Feeds.Brakes;

/// <summary>What a person's release allows: one feed of a kind goes beyond the account's limits. Used up by the next feed of that kind that is sealed.</summary>
/// <param name="Release">The id of the release, whose chained record stands in the archive.</param>
/// <param name="Waiting">The run that waited.</param>
/// <param name="By">Who released it.</param>
/// <param name="Because">Why.</param>
/// <param name="Until">It ends then, used or not.</param>
/// <param name="Limits">The limits in place of the account's, by <see cref="BrakeCauses.Word"/>; empty: none holds.</param>
public sealed record BrakePermission(string Release, string Waiting, string By, string Because, DateTimeOffset Until, IReadOnlyDictionary<string, decimal> Limits);

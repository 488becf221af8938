using System.Globalization;

namespace Connector.Archive;

/// <summary>
/// What stands at the end of every chain on a day. Its hash, once it is known outside, holds the whole archive down: a tail that is cut or a chain that is written
/// anew from the middle no longer goes back to it.
/// </summary>
/// <param name="Date">The day (UTC) on which it was made, <c>2026-11-22</c>: its file is <c>_heads/DATE.json</c>.</param>
/// <param name="At">When it was made.</param>
/// <param name="Connector">The program that made it.</param>
/// <param name="Account"><see cref="Chain.OfHeads"/>.</param>
/// <param name="Previous">SHA-256 of the daily head before it; empty for the first.</param>
/// <param name="Position">Its place among the daily heads, from 1.</param>
/// <param name="Chains">Every chain.</param>
/// <param name="Readme">SHA-256 of the archive's README.txt.</param>
public sealed record DailyHead(string Date, DateTimeOffset At, string Connector, string Account, string Previous, long Position, IReadOnlyList<ChainEnd> Chains, string Readme)
{
    /// <summary>What it holds, for people.</summary>
    public string Describe() => string.Join(", ", Chains.Select(end => string.Create(CultureInfo.InvariantCulture, $"{end.Length:N0} {(end.Length == 1 ? "record" : "records")} of {end.Chain}")));
}

/// <summary>Where a chain ended.</summary>
/// <param name="Chain">The account, or <c>_documents</c>.</param>
/// <param name="Length">Its records.</param>
/// <param name="Head">SHA-256 of the last of them.</param>
public sealed record ChainEnd(string Chain, long Length, string Head);

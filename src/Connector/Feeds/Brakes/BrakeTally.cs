namespace Connector.Feeds.Brakes;

/// <summary>
/// What brakes look at, counted while rows are made, with the ten largest examples of each cause: flat in memory. Added up in feed order; of examples that are as large, the
/// first in feed order stay, so that it comes out the same whatever the number of workers.
/// </summary>
internal sealed class BrakeTally
{
    private const int Most = 10;
    private static readonly int Causes = Enum.GetValues<BrakeCause>().Length;
    private readonly long[] _counts = new long[Causes];
    private readonly List<(decimal Size, BrakeExample Example)>?[] _largest = new List<(decimal, BrakeExample)>?[Causes];

    /// <summary>How many SKUs a cause concerns.</summary>
    public long this[BrakeCause cause] => _counts[(int)cause];

    /// <summary>Its ten largest examples.</summary>
    public IReadOnlyList<BrakeExample> Largest(BrakeCause cause) => [.. (_largest[(int)cause] ?? []).Select(kept => kept.Example)];

    /// <summary>Counts a SKU.</summary>
    /// <param name="cause">What concerns it.</param>
    /// <param name="size">How large it is among its like.</param>
    /// <returns>Whether it is one of the ten largest so far: then it is to be kept as an example.</returns>
    public bool Count(BrakeCause cause, decimal size = 0)
    {
        _counts[(int)cause]++;
        return Wants(cause, size);
    }

    /// <summary>Keeps an example.</summary>
    public void Keep(BrakeCause cause, BrakeExample example, decimal size = 0)
    {
        var kept = _largest[(int)cause] ??= [];
        var at = kept.FindIndex(other => other.Size < size);
        kept.Insert(at < 0 ? kept.Count : at, (size, example));
        if (kept.Count > Most)
        {
            kept.RemoveAt(Most);
        }
    }

    /// <summary>Adds what was counted behind this, in feed order.</summary>
    public void Add(BrakeTally behind)
    {
        for (var cause = 0; cause < Causes; cause++)
        {
            _counts[cause] += behind._counts[cause];
            foreach (var (size, example) in behind._largest[cause] ?? [])
            {
                if (Wants((BrakeCause)cause, size))
                {
                    Keep((BrakeCause)cause, example, size);
                }
            }
        }
    }

    private bool Wants(BrakeCause cause, decimal size) => _largest[(int)cause] is not { Count: Most } kept || size > kept[^1].Size;
}

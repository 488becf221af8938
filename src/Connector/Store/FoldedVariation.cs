using Connector.Policy.Catalog;

namespace Connector.Store;

/// <summary>A variation attribute of a master that is being looked at, with the values that its variants had so far. Used again for the next master.</summary>
internal sealed class FoldedVariation
{
    private readonly List<(Text Value, VariationValue Shown)> _seen = [];
    private byte _rank;

    public string Id { get; private set; } = "";

    public ReadOnlyMemory<byte> Utf8 { get; private set; }

    /// <summary>The best display name that the master gives; empty where it gives none.</summary>
    public Text Name { get; private set; }

    /// <summary>The attribute that masters of the catalog share, where this is one.</summary>
    public string? SharedId { get; set; }

    public void Begin(string id, ReadOnlyMemory<byte> utf8)
    {
        (Id, Utf8, Name, SharedId, _rank) = (id, utf8, default, null, LocaleChain.None);
        _seen.Clear();
    }

    public void Take(byte rank, Text name)
    {
        if (rank < _rank && !name.IsEmpty)
        {
            (Name, _rank) = (name, rank);
        }
    }

    /// <summary>The value as an earlier variant of the group showed it; null where none has had it.</summary>
    public VariationValue? Seen(Text value)
    {
        foreach (var (seen, shown) in _seen)
        {
            if (seen == value)
            {
                return shown;
            }
        }

        return null;
    }

    public void Show(Text value, VariationValue shown) => _seen.Add((value, shown));
}

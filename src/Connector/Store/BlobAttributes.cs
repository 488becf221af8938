using System.Text;
using Connector.Policy.Catalog;

namespace Connector.Store;

/// <summary>Custom attributes, looked up in the stored item when a stage asks: the variant's own, else its master's.</summary>
internal sealed class BlobAttributes(byte[] own, byte[]? master, LocaleChain locales) : IAttributes
{
    private const int ShortName = 256;

    public Text this[string id]
    {
        get
        {
            Span<byte> name = id.Length <= ShortName / 3 ? stackalloc byte[ShortName] : new byte[id.Length * 3];
            name = name[..Encoding.UTF8.GetBytes(id, name)];
            var value = Find(own, name);
            return value.IsEmpty && master is not null ? Find(master, name) : value;
        }
    }

    public IEnumerable<string> Ids
    {
        get
        {
            var ids = new SortedSet<string>(StringComparer.Ordinal);
            Collect(own, ids);
            Collect(master ?? [], ids);
            return ids;
        }
    }

    private static void Collect(byte[] blob, SortedSet<string> into)
    {
        var entries = new ItemBlob(blob);
        while (entries.Next())
        {
            if (entries.Field == ItemField.Attribute)
            {
                into.Add(Encoding.UTF8.GetString(entries.Name));
            }
        }
    }

    private Text Find(byte[] blob, ReadOnlySpan<byte> name)
    {
        var best = LocaleChain.None;
        var value = Text.Empty;
        var entries = new ItemBlob(blob);
        while (entries.Next())
        {
            if (entries.Field != ItemField.Attribute || !entries.Name.SequenceEqual(name))
            {
                continue;
            }

            if (entries.Value.IsEmpty)
            {
                continue;
            }

            var rank = locales.Rank(entries.Qualifier);
            var text = new Text(blob.AsMemory(entries.ValueAt, entries.Value.Length));
            if (rank < best)
            {
                (best, value) = (rank, text);
            }
            else if (rank == best && rank != LocaleChain.None)
            {
                value = Text.Of($"{value}, {text}");
            }
        }

        return value;
    }
}

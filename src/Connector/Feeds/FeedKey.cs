using System.Text;

namespace Connector.Feeds;

/// <summary>A place in feed order as the database compares it: UTF-8 of item group and SKU. Used again for the next one.</summary>
internal sealed class FeedKey
{
    private byte[] _group = new byte[128];
    private byte[] _sku = new byte[128];
    private int _groupLength;
    private int _skuLength;

    public ReadOnlySpan<byte> Group => _group.AsSpan(0, _groupLength);

    public ReadOnlySpan<byte> Sku => _sku.AsSpan(0, _skuLength);

    public void Set(ReadOnlySpan<byte> group, string sku)
    {
        if (group.Length > _group.Length)
        {
            _group = new byte[group.Length];
        }

        group.CopyTo(_group);
        _groupLength = group.Length;
        _skuLength = Put(sku, ref _sku);
    }

    private static int Put(string text, ref byte[] into)
    {
        if (text.Length * 3 > into.Length)
        {
            into = new byte[text.Length * 3];
        }

        return Encoding.UTF8.GetBytes(text, into);
    }
}

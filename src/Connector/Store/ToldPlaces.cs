using System.Text;

namespace Connector.Store;

/// <summary>The categories in which a catalog puts products, as a read is told of them: one by one, in any order. They are read back product by product, in the order of ids.</summary>
/// <param name="folder">Where they go while they are more than memory may hold.</param>
internal sealed class ToldPlaces(string folder) : IDisposable
{
    /// <summary>Stands for a place that was taken away, where a place says whether it is the primary one.</summary>
    private const byte TakenAway = (byte)'x';

    private readonly RecordSort _told = new(folder);
    private byte[] _id = new byte[256];
    private byte[] _place = new byte[256];
    private int _idLength;
    private RecordMerge? _sorted;

    public void Put(string productId, string categoryId, bool isPrimary) => Add(productId, EntryCodec.Places([(categoryId, isPrimary)], ref _place).Span);

    public void TakeAway(string productId, string categoryId)
    {
        var place = EntryCodec.Places([(categoryId, false)], ref _place).Span;
        _place[0] = TakenAway;
        Add(productId, place);
    }

    /// <summary>The product at which reading stands.</summary>
    public ReadOnlySpan<byte> ProductId => _id.AsSpan(0, _idLength);

    /// <summary>Goes on to the next product; nothing may be told any more. <see cref="PutOver"/> is to be called before the one after it.</summary>
    public bool Next()
    {
        if (_sorted is null)
        {
            _sorted = _told.Read();
            _sorted.Next();
        }

        if (!_sorted.More)
        {
            return false;
        }

        Room(_sorted.Key.Length);
        _sorted.Key.CopyTo(_id);
        _idLength = _sorted.Key.Length;
        return true;
    }

    /// <summary>Changes a product's places by what was told of them: in the order in which they were named first; of one that is named again the last counts.</summary>
    public void PutOver(List<(string Category, bool Primary)> places)
    {
        while (_sorted!.More && _sorted.Key.SequenceEqual(ProductId))
        {
            Put(places, _sorted.Value);
            _sorted.Next();
        }
    }

    /// <summary>Changes a product's places by one that was told.</summary>
    public static void Put(List<(string Category, bool Primary)> places, ReadOnlySpan<byte> told)
    {
        var place = EntryCodec.ReadPlaces(told)[0];
        var at = places.FindIndex(other => other.Category == place.Category);
        switch (told[0] == TakenAway, at)
        {
            case (true, >= 0):
                places.RemoveAt(at);
                break;
            case (true, _):
                break;
            case (_, >= 0):
                places[at] = place;
                break;
            default:
                places.Add(place);
                break;
        }
    }

    public void Dispose() => _told.Dispose();

    private void Add(string productId, ReadOnlySpan<byte> place)
    {
        Room(Encoding.UTF8.GetMaxByteCount(productId.Length));
        _told.Add(_id.AsSpan(0, Encoding.UTF8.GetBytes(productId, _id)), place);
    }

    private void Room(int length)
    {
        if (_id.Length < length)
        {
            _id = new byte[length];
        }
    }
}

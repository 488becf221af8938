using System.Diagnostics.CodeAnalysis;

namespace Connector.Store;

/// <summary>Values by bytes, looked up without decoding or allocating: ids and category lists that come again with every item. Stops growing when full.</summary>
internal sealed class Utf8Cache<T>
{
    private const int Longest = 512;
    private readonly int _capacity;
    private readonly Dictionary<byte[], T> _values = new(Utf8Keys.Instance);
    private readonly Dictionary<byte[], T>.AlternateLookup<ReadOnlySpan<byte>> _lookup;

    public Utf8Cache(int capacity = 10_000) => (_capacity, _lookup) = (capacity, _values.GetAlternateLookup<ReadOnlySpan<byte>>());

    public bool TryGet(ReadOnlySpan<byte> key, [MaybeNullWhen(false)] out T value) => _lookup.TryGetValue(key, out value);

    /// <summary>Keeps a value, unless the cache is full or the key is too long to be an id.</summary>
    public void Keep(ReadOnlySpan<byte> key, T value)
    {
        if (key.Length <= Longest && _values.Count < _capacity)
        {
            _lookup[key] = value;
        }
    }

    public T Get(ReadOnlySpan<byte> key, Func<ReadOnlySpan<byte>, T> make)
    {
        if (!_lookup.TryGetValue(key, out var value))
        {
            value = make(key);
            Keep(key, value);
        }

        return value;
    }
}

/// <summary>Compares keys byte by byte, whether they are held or only looked at.</summary>
internal sealed class Utf8Keys : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
{
    public static readonly Utf8Keys Instance = new();

    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

    public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

    public int GetHashCode(ReadOnlySpan<byte> alternate)
    {
        var hash = new HashCode();
        hash.AddBytes(alternate);
        return hash.ToHashCode();
    }

    public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
}

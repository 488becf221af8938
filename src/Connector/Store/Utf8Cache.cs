using System.Text;

namespace Connector.Store;

/// <summary>Values by bytes, looked up without decoding or allocating: ids and category lists that come again with every item. Stops growing when full.</summary>
internal sealed class Utf8Cache<T>(int capacity = 10_000)
{
    private const int Longest = 512;

    // Latin-1 gives each byte its own character: the key is the bytes, whatever they mean.
    private readonly Dictionary<string, T> _values = new(StringComparer.Ordinal);

    public T Get(ReadOnlySpan<byte> key, Func<ReadOnlySpan<byte>, T> make)
    {
        if (key.Length > Longest)
        {
            return make(key);
        }

        Span<char> buffer = stackalloc char[Longest];
        var characters = buffer[..Encoding.Latin1.GetChars(key, buffer)];
        if (!_values.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(characters, out var value))
        {
            value = make(key);
            if (_values.Count < capacity)
            {
                _values.Add(characters.ToString(), value);
            }
        }

        return value;
    }
}

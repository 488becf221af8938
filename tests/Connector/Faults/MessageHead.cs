using System.Globalization;
using System.Text;

namespace Connector.Tests.Faults;

/// <summary>The head of a request or an answer of HTTP/1.1, with its bytes as they came.</summary>
internal sealed class MessageHead
{
    private readonly string[] _first;

    public MessageHead(byte[] bytes)
    {
        Bytes = bytes;
        var lines = Encoding.Latin1.GetString(bytes).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        _first = lines[0].Split(' ', 3);
        Headers = lines[1..];
    }

    public byte[] Bytes { get; }

    public IReadOnlyList<string> Headers { get; }

    public string Method => _first[0];

    public string Target => _first[1];

    public int Status => int.Parse(_first[1], CultureInfo.InvariantCulture);

    public long? Length => Value("Content-Length") is { } given ? long.Parse(given, CultureInfo.InvariantCulture) : null;

    public bool IsChunked => Value("Transfer-Encoding")?.Contains("chunked", StringComparison.OrdinalIgnoreCase) == true;

    public bool Closes => string.Equals(Value("Connection"), "close", StringComparison.OrdinalIgnoreCase);

    public bool Expects => string.Equals(Value("Expect"), "100-continue", StringComparison.OrdinalIgnoreCase);

    /// <summary>How a request's body ends: without a length it has none.</summary>
    public BodyEnd OfRequest() => IsChunked ? BodyEnd.Chunked : new BodyEnd(Length ?? 0);

    /// <summary>How an answer's body ends: without a length, where the connection ends.</summary>
    public BodyEnd OfAnswer(string method) =>
        method == "HEAD" || Status is < 200 or 204 or 304 ? BodyEnd.None : IsChunked ? BodyEnd.Chunked : Length is { } length ? new BodyEnd(length) : BodyEnd.AtClose;

    private string? Value(string name) =>
        Headers.FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)) is { } line ? line[(name.Length + 1)..].Trim() : null;
}

/// <summary>Where a body ends: after so many bytes, after the last chunk, or with the connection.</summary>
internal readonly record struct BodyEnd(long Length)
{
    public static readonly BodyEnd None = new(0);
    public static readonly BodyEnd Chunked = new(-1);
    public static readonly BodyEnd AtClose = new(-2);
}

using System.Security.Cryptography;
using System.Text;
using Connector.Drop;

namespace Connector.Tests.Drop;

/// <summary>Files to drop, and the short way to a location of a test.</summary>
internal static class Goods
{
    public static DropFile File(string folder, string name, string text) => File(folder, name, Encoding.UTF8.GetBytes(text));

    public static DropFile File(string folder, string name, byte[] bytes) => new(
        folder, name, bytes.Length, Hash(bytes), _ => ValueTask.FromResult<Stream>(new MemoryStream(bytes, writable: false)));

    public static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    public static byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        new Random(7).NextBytes(bytes);
        return bytes;
    }

    public static DropLocation At(Uri url) => new() { Url = url, User = "shop", Password = new Secret("p:ß %") };

    public static FeedDrop Drop(DropLocation location, TimeProvider? clock = null) => new(Http.NewClient(), location, clock ?? new ManualClock { AutoAdvance = true }, new Random(1));

    public static WebDavClient Client(DropLocation location, TimeProvider? clock = null) => new(Http.NewClient(), location, clock ?? new ManualClock { AutoAdvance = true }, new Random(1));
}

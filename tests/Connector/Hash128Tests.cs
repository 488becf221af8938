using System.Text;

namespace Connector.Tests;

public sealed class Hash128Tests
{
    private const ulong Seed = 2654435761;

    /// <summary>XXH64's published test vectors (xxHash 0.8, sanity check), on its published test bytes.</summary>
    [Theory]
    [InlineData(0, 0, 0xEF46DB3751D8E999)]
    [InlineData(0, Seed, 0xAC75FDA2929B17EF)]
    [InlineData(1, 0, 0xE934A84ADB052768)]
    [InlineData(1, Seed, 0x5014607643A9B4C3)]
    [InlineData(4, 0, 0x9136A0DCA57457EE)]
    [InlineData(14, 0, 0x8282DCC4994E35C8)]
    [InlineData(14, Seed, 0xC3BD6BF63DEB6DF0)]
    [InlineData(222, 0, 0xB641AE8CB691C174)]
    [InlineData(222, Seed, 0x20CB8AB7AE10C14A)]
    public void Each_half_is_XXH64_with_its_seed(int length, ulong seed, ulong expected)
    {
        var bytes = Published(length);
        Hash128.Of(bytes, new Hash128(new UInt128(seed, Seed))).Value.Should().Be(new UInt128(expected, (ulong)Hash128.Of(bytes, new Hash128(new UInt128(Seed, Seed))).Value));
        Hash128.Of(bytes, new Hash128(new UInt128(Seed, seed))).Value.Should().Be(new UInt128((ulong)Hash128.Of(bytes, new Hash128(new UInt128(Seed, Seed))).Value, expected));
    }

    [Theory]
    [InlineData("", 0xEF46DB3751D8E999)]
    [InlineData("a", 0xD24EC4F1A98C6E5B)]
    [InlineData("abc", 0x44BC2CF5AD770999)]
    public void The_first_half_is_XXH64_without_a_seed(string text, ulong expected) => ((ulong)(Hash128.Of(Encoding.UTF8.GetBytes(text)).Value >> 64)).Should().Be(expected);

    [Fact]
    public void Every_bit_of_every_length_counts()
    {
        var seen = new HashSet<Hash128>();
        for (var length = 0; length <= 100; length++)
        {
            var bytes = Published(length);
            seen.Add(Hash128.Of(bytes)).Should().BeTrue();
            for (var bit = 0; bit < length * 8; bit++)
            {
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
                seen.Add(Hash128.Of(bytes)).Should().BeTrue();
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            }
        }
    }

    [Fact]
    public void Bytes_behind_others_are_told_from_the_same_bytes_cut_elsewhere()
    {
        var bytes = Published(70);
        Enumerable.Range(0, bytes.Length + 1).Select(cut => Hash128.Of(bytes.AsSpan(cut), Hash128.Of(bytes.AsSpan(0, cut)))).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void It_is_written_and_read_again()
    {
        var hash = Hash128.Of("the quick brown fox"u8);
        new Hash128(hash.ToArray()).Should().Be(hash);
        hash.ToString().Should().HaveLength(32).And.Be(Convert.ToHexStringLower(hash.ToArray()));
    }

    private static byte[] Published(int length)
    {
        var bytes = new byte[length];
        ulong next = 2654435761;
        for (var i = 0; i < length; i++)
        {
            bytes[i] = (byte)(next >> 56);
            next = unchecked(next * 11400714785074694797);
        }

        return bytes;
    }
}

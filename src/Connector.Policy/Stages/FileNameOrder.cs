using Connector.Policy.Catalog;

namespace Connector.Policy.Stages;

/// <summary>Addresses by the file name of their path, numbers in it as numbers: shoe_2 goes before shoe_10.</summary>
internal sealed class FileNameOrder : IComparer<Text>
{
    public static readonly FileNameOrder Instance = new();

    public int Compare(Text x, Text y)
    {
        var left = FileName(x);
        var right = FileName(y);
        while (!left.IsEmpty && !right.IsEmpty)
        {
            var (leftDigits, rightDigits) = (Digits(left), Digits(right));
            if (leftDigits > 0 && rightDigits > 0)
            {
                var order = Number(left[..leftDigits], right[..rightDigits]);
                if (order != 0)
                {
                    return order;
                }

                left = left[leftDigits..];
                right = right[rightDigits..];
            }
            else if (left[0] != right[0])
            {
                return left[0].CompareTo(right[0]);
            }
            else
            {
                left = left[1..];
                right = right[1..];
            }
        }

        return left.Length.CompareTo(right.Length);
    }

    private static int Number(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        left = left.TrimStart((byte)'0');
        right = right.TrimStart((byte)'0');
        return left.Length != right.Length ? left.Length.CompareTo(right.Length) : left.SequenceCompareTo(right);
    }

    private static int Digits(ReadOnlySpan<byte> name)
    {
        var end = name.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return end < 0 ? name.Length : end;
    }

    private static ReadOnlySpan<byte> FileName(Text address)
    {
        var path = address.Utf8;
        var end = path.IndexOfAny((byte)'?', (byte)'#');
        path = end < 0 ? path : path[..end];
        return path[(path.LastIndexOf((byte)'/') + 1)..];
    }
}

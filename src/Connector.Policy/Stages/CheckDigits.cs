namespace Connector.Policy.Stages;

/// <summary>The last digit of a GTIN, EAN, UPC or ISBN-13 is computed from the others (GS1 General Specifications 7.9).</summary>
internal static class CheckDigits
{
    /// <summary>What it should be: from the right, digits weigh 3, 1, 3, 1 ...; it makes the sum a multiple of ten.</summary>
    public static int Of(ReadOnlySpan<byte> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            sum += (digits[^(i + 1)] - '0') * (i % 2 == 0 ? 3 : 1);
        }

        return (10 - (sum % 10)) % 10;
    }

    public static bool IsRight(ReadOnlySpan<byte> code) => code[^1] - '0' == Of(code[..^1]);

    /// <summary>Digits alone, and not zeros alone.</summary>
    public static bool IsNumber(ReadOnlySpan<byte> code) => !code.IsEmpty && code.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0 && code.IndexOfAnyExcept((byte)'0') >= 0;
}

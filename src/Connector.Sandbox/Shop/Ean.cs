using System.Globalization;

namespace Connector.Sandbox;

/// <summary>EAN-13 in the range that is kept for use inside a shop (20), with its check digit.</summary>
internal static class Ean
{
    private const ulong Numbers = 10_000_000_000;

    /// <summary>Coprime with 10, so that no two products get the same.</summary>
    private const ulong Step = 314_159_263;

    public static string Of(Good good)
    {
        var digits = "20" + ((ulong)good.Number * Step % Numbers).ToString("0000000000", CultureInfo.InvariantCulture);
        var sum = 0;
        for (var at = 0; at < digits.Length; at++)
        {
            sum += (digits[at] - '0') * (at % 2 == 0 ? 1 : 3);
        }

        return digits + (char)('0' + ((10 - (sum % 10)) % 10));
    }
}

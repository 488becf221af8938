using System.Text.Encodings.Web;
using System.Text.Json;

namespace Connector.Review;

/// <summary>Cuts a list of SKUs into calls: by number, and by the length that they take in the query.</summary>
internal static class SkuBatches
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static IEnumerable<string[]> Of(IEnumerable<string> skus, int most, int bytes)
    {
        var batch = new List<string>();
        var length = 0;
        foreach (var sku in skus.Distinct(StringComparer.Ordinal))
        {
            var own = Uri.EscapeDataString(JsonSerializer.Serialize(sku, Plain) + ",").Length;
            if (batch.Count > 0 && (batch.Count == most || length + own > bytes))
            {
                yield return [.. batch];
                batch.Clear();
                length = 0;
            }

            batch.Add(sku);
            length += own;
        }

        if (batch.Count > 0)
        {
            yield return [.. batch];
        }
    }

    public static string Query(IReadOnlyList<string> skus) => Uri.EscapeDataString(JsonSerializer.Serialize(skus, Plain));
}

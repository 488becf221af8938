using Connector.Policy.Catalog;

namespace Connector.Policy.Stages;

/// <summary>
/// Details within the feed sheet's limits. What people read (color, material, pattern, size) is cut with <c>…</c>. What is compared as a whole
/// (part number, labels) is left out: half a number is another number.
/// </summary>
public sealed record DetailLength : Stage
{
    public override string Name => "details.length";

    public override string Describe() =>
        "cuts color, material, pattern and size that are longer than the feed sheet allows, and leaves out part numbers and labels that are";

    public override Verdict Apply(Offer offer, Facts facts)
    {
        if (offer.Details is not { } details)
        {
            return Verdict.Kept;
        }

        List<(Detail Detail, Text Value)>? shorter = null;
        List<string>? words = null;
        for (var detail = Detail.ProductType; detail <= Detail.InternalLabel1; detail++)
        {
            var (value, limit) = (details[detail], Limit(detail, facts.Limits));
            if (value.Memory.Length <= limit || value.Length <= limit)
            {
                continue;
            }

            var cut = IsRead(detail) ? PlainText.Cut(value, limit) : Text.Empty;
            (shorter ??= []).Add((detail, cut));
            (words ??= []).Add($"{detail.Word()} has {value.Length} characters, {limit} are allowed: it was {(cut.IsEmpty ? "left out" : "cut")}");
        }

        return shorter is null
            ? Verdict.Kept
            : Verdict.Changed(offer with { Details = details.With(shorter) }, Reasons.DetailsTooLong.With(string.Join("; ", words!)));
    }

    private static bool IsRead(Detail detail) => detail is Detail.Color or Detail.Material or Detail.Pattern or Detail.Size;

    private static int Limit(Detail detail, Limits limits) => detail switch
    {
        Detail.Color or Detail.Pattern or Detail.Size => limits.Trait,
        Detail.Material => limits.Material,
        Detail.ManufacturerPartNumber => limits.PartNumber,
        >= Detail.CustomLabel0 and <= Detail.InternalLabel1 => limits.Label,
        _ => int.MaxValue,
    };
}

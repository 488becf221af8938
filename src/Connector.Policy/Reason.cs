using System.Globalization;

namespace Connector.Policy;

/// <summary>What a hold means for a row that TikTok already has (DESIGN "What a hold means").</summary>
public enum HoldKind
{
    /// <summary>Stock gone, and sold-out items are not to be listed: a row that TikTok has stays, with quantity 0.</summary>
    SoldOut,

    /// <summary>No image, text not allowed ...: the content last published stays; price and stock still flow.</summary>
    Content,

    /// <summary>No usable price: the row stays with stock 0.</summary>
    Price,

    /// <summary>Stock unknown: the row stays with stock 0.</summary>
    Stock,

    /// <summary>Deleted, offline, out of the chosen categories: deactivated or deleted, as the policy says.</summary>
    Gone,
}

/// <summary>The kind of thing that happened to an offer: a stable code with the words for it. Codes never change once released.</summary>
/// <param name="Code">Stable and dotted: <c>price.missing</c>.</param>
/// <param name="Sentence">What is so, with <c>{0}</c> ... for the actual values.</param>
/// <param name="Remedy">What a person can do about it; empty where nothing is to be done.</param>
/// <param name="Hold">What the hold means, for reasons that hold; null for reasons that only change.</param>
public sealed record ReasonCode(string Code, string Sentence, string Remedy, HoldKind? Hold = null)
{
    /// <summary>This reason with the actual values.</summary>
    public Reason With(params string[] values) => new(this, values);

    /// <summary>This reason with two counts: the actual and the allowed one, or before and after.</summary>
    public Reason With(int first, int second) =>
        new(this, [first.ToString(CultureInfo.InvariantCulture), second.ToString(CultureInfo.InvariantCulture)]);
}

/// <summary>Why an offer was changed or held, with the actual values. The sentence is put together only when someone reads it.</summary>
public sealed record Reason(ReasonCode Of, IReadOnlyList<string> Values)
{
    public string Code => Of.Code;

    public string Sentence => Fill(Of.Sentence);

    public string Remedy => Fill(Of.Remedy);

    public override string ToString() => Of.Remedy.Length == 0 ? Sentence : $"{Sentence}; {Remedy}";

    private string Fill(string pattern) => Values.Count == 0 ? pattern : string.Format(CultureInfo.InvariantCulture, pattern, [.. Values]);
}

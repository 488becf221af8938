using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace Connector.Sandbox;

/// <summary>Writes HTML; whatever comes from outside goes through <see cref="Text"/> or an attribute here, and is encoded.</summary>
internal sealed class HtmlText
{
    private readonly StringBuilder _html = new();

    /// <summary>Markup of this program's own.</summary>
    public HtmlText Raw(string markup)
    {
        _html.Append(markup);
        return this;
    }

    public HtmlText Text(string? text)
    {
        _html.Append(HtmlEncoder.Default.Encode(text ?? ""));
        return this;
    }

    public HtmlText Element(string tag, string? look, string? text) => Open(tag, look).Text(text).Raw($"</{tag}>");

    public HtmlText Open(string tag, string? look = null) => Raw(look is null ? $"<{tag}>" : $"<{tag} class=\"{look}\">");

    public HtmlText Link(string address, string? look, string text) => Raw($"<a class=\"{look}\" href=\"").Text(address).Raw("\">").Text(text).Raw("</a>");

    /// <summary>A status as a coloured word.</summary>
    public HtmlText Chip(string? status) => string.IsNullOrEmpty(status) ? this : Element("span", "chip " + Mood(status), status);

    /// <summary>A picture from the web, as a background: one that cannot be had leaves a plain square. Nothing for what is no web address.</summary>
    public HtmlText Picture(string? url) => url is not null && ProductRules.IsWeb(url)
        ? Raw("<span class=\"pic\" style=\"").Text($"background-image:url('{new Uri(url).AbsoluteUri.Replace("'", "%27", StringComparison.Ordinal).Replace("\\", "%5C", StringComparison.Ordinal)}')").Raw("\"></span>")
        : Element("span", "pic", "");

    public HtmlText Table(string look, params ReadOnlySpan<string> heads)
    {
        Raw($"<div class=\"wide\"><table class=\"{look}\"><thead><tr>");
        foreach (var head in heads) Element("th", null, head);
        return Raw("</tr></thead><tbody>");
    }

    public HtmlText EndTable() => Raw("</tbody></table></div>");

    public static string Number(decimal value) => value.ToString("#,0.###", CultureInfo.InvariantCulture);

    public static string Time(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "";

    public override string ToString() => _html.ToString();

    private static string Mood(string status) => status switch
    {
        "approved" or "SUCCESS" or "Taken" or "ON" or "ACTIVATE" or "APPROVED" or "connected" or "NORMAL" => "good",
        "rejected" or "FAILED" or "Refused" or "NotFetched" or "FREEZE" or "PLATFORM_DEACTIVATED" => "bad",
        "processing" or "PROCESSING" or "WAITING" or "PENDING" or "AUDITING" or "PartlyTaken" or "PRE_APPROVED" or "FILTERED" => "open",
        _ => "plain",
    };
}

using System.Globalization;
using Connector.Policy.Catalog;
using Connector.Policy.Documents;
using Connector.Policy.Queries;

namespace Connector.Policy.Stages;

/// <summary>A text template with its lengths, made ready for all offers. Templates that say the same are the same.</summary>
internal sealed record TextFromTemplate
{
    private readonly TextTemplate _template;
    private readonly Writing _writing;

    public TextFromTemplate(TextTemplate template) => (_template, _writing) = (template, Writing.Compile(template.Text));

    public string Words => $"'{_template.Text.Replace("\n", "\\n", StringComparison.Ordinal)}'"
        + (_template.Longest > 0 ? string.Create(CultureInfo.InvariantCulture, $", cut to {_template.Longest} characters at a word's end where one is near") : "")
        + (_template.Shortest > 0 ? string.Create(CultureInfo.InvariantCulture, $"; what comes out with fewer than {_template.Shortest} characters stays as it was") : "");

    /// <summary>The text as written, within its lengths; the present one where it comes out too short.</summary>
    public Text Of(Offer offer, Text present, int limit, bool lines)
    {
        var written = _writing.Of(offer, lines, present);
        var longest = _template.Longest > 0 ? Math.Min(_template.Longest, limit) : limit;
        return written.Utf8.Length < _template.Shortest || written.Length < _template.Shortest ? present : PlainText.Cut(written, longest);
    }

    public bool Equals(TextFromTemplate? other) => other is not null && _template == other._template;

    public override int GetHashCode() => _template.GetHashCode();
}

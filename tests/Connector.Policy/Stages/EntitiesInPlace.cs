using System.Net;
using Connector.Policy.Stages;

namespace Connector.Policy.Tests.Stages;

/// <summary>Entities decoded where they stand, beside the framework's decoder on generated input.</summary>
public class EntitiesInPlace
{
    [Fact]
    public void What_is_decoded_in_place_is_what_the_framework_decodes_into_a_second_text()
    {
        var random = new Random(19);
        string[] pieces =
        [
            "&", ";", "#", "x", "a", " ", "amp", "&amp;", "&lt;", "&gt;", "&quot;", "&apos;", "&nbsp;", "&#39;", "&eacute;", "&AMP;", "&nosuch;", "&;", "&#;",
            "&#x1F525;", "&#128293;", "&#0;", "&#xD800;", "&#x110000;", "&#99999999999;", "&#X41;", "& amp;", "é", "🔥", "&amp;amp;", "&amp",
        ];
        for (var i = 0; i < 100_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => pieces[random.Next(pieces.Length)]));
            Entities.Decode(text.ToCharArray()).ToString().Should().Be(WebUtility.HtmlDecode(text), "{0} was said", text);
        }
    }
}

using System.Globalization;
using System.Text;

namespace Connector.Sandbox;

internal enum Language
{
    English,
    French,
}

/// <summary>Names and descriptions, in both languages. Not for several threads: it writes into one buffer.</summary>
internal sealed class ShopTexts(Dice dice)
{
    private readonly Vocabulary[] _vocabularies = [Vocabulary.English(dice), Vocabulary.French(dice)];
    private readonly StringBuilder _text = new();

    public string Name(long shared, Language language)
    {
        var kind = Kind(shared);
        var throws = dice.Throws(Draw.Series, shared);
        var series = CultureInfo.InvariantCulture.TextInfo.ToTitleCase(_vocabularies[0].Word(ref throws) + " " + _vocabularies[0].Word(ref throws));
        var cut = Cut(shared);
        return language == Language.English ? $"{series} {cut.English} {kind.Name.English}" : $"{kind.Name.French} {series} {cut.French}";
    }

    public string Short(long shared, int version, Language language)
    {
        var throws = Throws(Draw.ShortText, shared, version, language);
        _text.Clear();
        _vocabularies[(int)language].Sentence(_text, ref throws);
        return _text.Replace("&nbsp;", " ").Replace("&amp;", "&").ToString();
    }

    /// <summary>HTML of 300 to 1,500 characters, mostly short: paragraphs around a list.</summary>
    public string Long(long shared, int version, Language language)
    {
        var throws = Throws(Draw.LongText, shared, version, language);
        var words = _vocabularies[(int)language];
        var wanted = 250 + Math.Min(throws.Below(1100), Math.Min(throws.Below(1100), throws.Below(1100)));
        _text.Clear().Append("<p>");
        Sentences(words, ref throws, wanted / 2);
        _text.Append("</p>\n<ul>");
        for (var left = 3 + throws.Below(4); left > 0 && _text.Length < wanted; left--)
        {
            _text.Append("<li>").Append(words.Known(ref throws)).Append("</li>");
        }

        _text.Append("<li>").Append(100 + throws.Below(900)).Append("&nbsp;g</li></ul>\n<p><strong>").Append(words.Known(ref throws)).Append("</strong> ");
        Sentences(words, ref throws, wanted);
        return _text.Append("</p>").ToString();
    }

    public GoodsKind Kind(long shared) => dice.Pick(Draw.Kind, shared, Assortment.Kinds);

    public Term Cut(long shared) => dice.Pick(Draw.Cut, shared, Assortment.Cuts);

    /// <summary>One of some hundred brands, small ones more rarely.</summary>
    public string Brand(long shared)
    {
        var throws = new Throws((ulong)Math.Min(dice.Below(Draw.Brand, shared, 240), dice.Below(Draw.SmallBrand, shared, 240)));
        return CultureInfo.InvariantCulture.TextInfo.ToTitleCase(_vocabularies[0].Word(ref throws) + " & " + _vocabularies[0].Word(ref throws));
    }

    private Throws Throws(Draw draw, long shared, int version, Language language) => dice.Throws(draw, (shared * 4) + (version * 2) + (int)language);

    private void Sentences(Vocabulary words, ref Throws throws, int until)
    {
        do
        {
            if (_text[^1] == '.')
            {
                _text.Append(' ');
            }

            words.Sentence(_text, ref throws);
        }
        while (_text.Length < until);
    }
}

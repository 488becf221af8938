using System.Text;

namespace Connector.Stores.Tests.Sfcc.Xml;

/// <summary>Documents at random from XML's grammar, with every turn that it has, and now and then one that it does not allow.</summary>
internal sealed class RandomXml(Random random)
{
    private static readonly string[] Names = ["a", "b", "product", "long-description", "x:a", "y:b", "_", "é", "a.1", "xmlns", "Ünï", "名前"];
    private static readonly string[] BadNames = ["1a", "a:b:c", ":a", "a:", "-", "x:1", "×", "\U00010000", "z:undeclared"];
    private static readonly string[] Words = ["text", " ", "\n", "\r\n", "\r", "\t", "é", "名", "\U0001F600", "]", "]]", ">", "'", "\"", "&amp;", "&lt;", "&gt;", "&quot;", "&apos;", "&#65;", "&#x41;", "&#x1F600;", "&#10;", "&#13;", "&#9;", "\u0085", "\u2028", "\uFFFD", "\uFEFF"];
    private static readonly string[] BadWords = ["&", "&unknown;", "&#0;", "&#xD800;", "&#x110000;", "&#99999999999;", "&#;", "&#x;", "&a b;", "&;", "]]>", "<", "\u0001", "\uFFFE", "\uFFFF", "&#X41;", "&#xFFFE;", "&lt", "\0"];
    private static readonly string[] Blanks = [" ", "\n", "\r\n", "\t", "  "];
    private readonly StringBuilder _text = new();

    /// <summary>One document; about one in <paramref name="oneBadIn"/> of its pieces is at fault.</summary>
    public string Next(int oneBadIn)
    {
        _bad = oneBadIn;
        _text.Clear();
        Maybe(2, () => Add("<?xml version=", Quoted(Good("1.0", "1.1")), random.Next(2) == 0 ? " encoding=" + Quoted(Good("utf-8", "klingon")) : "", random.Next(4) == 0 ? " standalone=" + Quoted(Good("yes", "perhaps")) : "", Blank(true), "?>"));
        Many(2, Between);
        Element(0);
        Many(2, Between);
        return _text.ToString();
    }

    private int _bad;

    private string Good(string good, string bad) => random.Next(_bad) == 0 ? bad : good;

    private string Pick(string[] good, string[] bad) => random.Next(_bad) == 0 ? bad[random.Next(bad.Length)] : good[random.Next(good.Length)];

    private string Blank(bool orNone = false) => orNone && random.Next(2) == 0 ? "" : Good(Blanks[random.Next(Blanks.Length)], orNone ? "x" : "");

    private string Name() => Pick(Names, BadNames);

    private void Add(params string[] pieces) => _text.AppendJoin("", pieces);

    private void Maybe(int oneIn, Action what)
    {
        if (random.Next(oneIn) == 0)
        {
            what();
        }
    }

    private void Many(int most, Action what)
    {
        for (var left = random.Next(most + 1); left > 0; left--)
        {
            what();
        }
    }

    private void Between()
    {
        switch (random.Next(4))
        {
            case 0:
                Add(Good("\n", "text"));
                break;
            case 1:
                Add(Good(" ", "<![CDATA[]]>"));
                break;
            default:
                Comment();
                break;
        }
    }

    private void Comment()
    {
        if (random.Next(2) == 0)
        {
            Add("<!--", Good(" a - b ", " a -- b "), Good("", "-"), Good("", "<!DOCTYPE a>"), "-->");
        }
        else
        {
            Add("<?", Good("target", "xml"), Good("", "?"), Blank(), Good("a ? > b", "\u0002"), "?>");
        }
    }

    private string Quoted(string value) => random.Next(2) == 0 ? $"\"{value}\"" : $"'{value}'";

    private string Value()
    {
        var value = string.Concat(Enumerable.Range(0, random.Next(4)).Select(_ => Pick(Words, BadWords)));
        return random.Next(2) == 0 ? '"' + value.Replace("\"", "", StringComparison.Ordinal) + '"' : "'" + value.Replace("'", "", StringComparison.Ordinal) + "'";
    }

    private void Element(int depth)
    {
        var name = Name();
        Add("<", name, Blank(true));
        var used = new HashSet<string>();
        if (depth == 0 || random.Next(4) == 0)
        {
            Add(" xmlns:x=", Quoted(Good("urn:x", "")), " xmlns:y=", Quoted(Good(random.Next(3) == 0 ? "urn:x" : "urn:y", "http://www.w3.org/2000/xmlns/")));
            used.UnionWith(["xmlns:x", "xmlns:y"]);
        }

        Maybe(4, () => Add(" xmlns=", Quoted(used.Add("xmlns") && random.Next(2) == 0 ? "" : "urn:d")));
        Maybe(16, () => Add(" xmlns:xml=", Quoted(Good("http://www.w3.org/XML/1998/namespace", "urn:z"))));
        Maybe(8, () => Add(" xml:lang=", Value()));
        Many(3, () =>
        {
            var attribute = Name();
            if (used.Add(attribute) || random.Next(_bad) == 0)
            {
                Add(Blank(), attribute, Blank(true), Good("=", ""), Blank(true), random.Next(_bad) == 0 ? "bare" : Value());
            }
        });
        Add(Blank(true));
        if (random.Next(4) == 0)
        {
            Add(Good("/>", "/ >"));
            return;
        }

        Add(">");
        Many(depth > 4 ? 1 : 5, () => Content(depth));
        Add("</", Good(name, "other"), Blank(true), Good(">", ""));
    }

    private void Content(int depth)
    {
        switch (random.Next(10))
        {
            case < 4:
                Many(4, () => Add(Pick(Words, BadWords)));
                break;
            case < 8:
                Element(depth + 1);
                break;
            case 8:
                Comment();
                break;
            default:
                Add("<![CDATA[", Pick(["", "text", "<a>&amp;", "]]", "]", "\r\n", "a\rb"], ["]]>", "\u0003"]), "]]>");
                break;
        }
    }
}

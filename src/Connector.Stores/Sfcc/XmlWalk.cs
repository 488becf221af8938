using System.Globalization;
using System.Text;
using System.Xml;
using Connector.Policy.Catalog;
using Connector.Store;
using Connector.Stores.Sfcc.Xml;

namespace Connector.Stores.Sfcc;

/// <summary>
/// A forward walk through one file of the export, with the place known for every fault. Children that a format does not ask for are
/// passed over. No DTD, no entity of its own, no more than 64 levels, no value of more than 1 MB. Values are bytes of UTF-8, which stay
/// where the file was read to; what names something comes again as the same string.
/// </summary>
internal sealed class XmlWalk
{
    private const string Instance = "http://www.w3.org/2001/XMLSchema-instance";
    private const int MaxDepth = 64;

    /// <summary>No figure of a shop is larger; sums and products of such figures stay far from where decimals overflow.</summary>
    private const decimal Beyond = 1_000_000_000_000m;

    /// <summary>Digits alone that are this few are not beyond.</summary>
    private const int PlainLength = 12;
    private const int MaxText = 1 << 20;
    private readonly Utf8Xml _xml;
    private readonly string?[] _marks = new string?[MaxDepth + 1];
    private string _namespace;
    private byte[] _text = new byte[4096];
    private int _at = -1;

    private XmlWalk(Utf8Xml xml, string origin, string @namespace) => (_xml, Origin, _namespace) = (xml, origin, @namespace);

    public string Origin { get; }

    public int Line => _xml.Line;

    public int Depth => _xml.Depth;

    /// <summary>Name of the element at which the walk stands.</summary>
    public string Name => _xml.Name.Local;

    /// <summary>Walks through a file from its root; every fault comes out as <see cref="StoreReadException"/>.</summary>
    public static void Through(ExportFile file, string root, string @namespace, Action<XmlWalk> body) => Open(file, @namespace, walk =>
    {
        walk.Enter(root);
        body(walk);
        while (walk._xml.Read())
        {
            // To the end: what follows the root must be well-formed too, and a packed file must end whole.
        }
    });

    /// <summary>Name and namespace of a file's root element; what follows it is not looked at.</summary>
    public static (string Name, string Namespace) Root(ExportFile file)
    {
        var root = ("", "");
        Open(file, "", walk =>
        {
            walk.ToRoot();
            root = (walk.Name, walk._xml.Namespace);
        });
        return root;
    }

    private static void Open(ExportFile file, string @namespace, Action<XmlWalk> body)
    {
        XmlWalk? walk = null;
        try
        {
            using var bytes = file.Open();
            using var xml = new Utf8Xml(bytes);
            walk = new XmlWalk(xml, file.Origin, @namespace);
            body(walk);
        }
        catch (XmlException fault) when (fault.Message.Contains("DTD", StringComparison.Ordinal))
        {
            throw new StoreReadException(
                file.Origin, fault.LineNumber, "!DOCTYPE", $"line {fault.LineNumber} has a document type declaration (<!DOCTYPE), which exports never have",
                "find out where the file comes from, and export it again from the shop", fault);
        }
        catch (XmlException fault)
        {
            // An encoding that is not known or not declared has no line: it is the first.
            throw new StoreReadException(
                file.Origin, Math.Max(fault.LineNumber, 1), walk?.Place() ?? "", "is not well-formed XML: " + fault.Message.TrimEnd('.'),
                IsOfEncoding(fault) ? "write the file in the encoding that its first line declares, best in UTF-8"
                : Wholeness.FaultOf(file) is not null ? "the file is cut or still being written: " + Wholeness.Later : "export the file again", fault);
        }
        catch (StoreReadException fault) when (fault.Line == 0 && walk is not null)
        {
            throw new StoreReadException(fault.Origin, walk.Line, walk.Place(), fault.Sentence, fault.Remedy, fault);
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new StoreReadException(file.Origin, walk?.Line ?? 0, walk?.Place() ?? "", "cannot be read: " + fault.Message, ExportFiles.Cure(fault), fault);
        }

        if (file.Changed())
        {
            throw new StoreReadException(file.Origin, 0, "", "the file changed while it was read", Wholeness.Later);
        }
    }

    /// <summary>
    /// The next child of the element at <paramref name="depth"/>; false at its end. Whatever of the last child was not read is passed
    /// over, and so are elements of other namespaces.
    /// </summary>
    public bool NextChild(int depth)
    {
        if (AtEnd(depth))
        {
            return false;
        }

        while (Read(passText: true))
        {
            switch (_xml.Token)
            {
                case XmlToken.Start when _xml.Depth == depth + 1 && _xml.Namespace == _namespace:
                    return true;
                case XmlToken.End when _xml.Depth == depth:
                    return false;
            }
        }

        return false;
    }

    /// <summary>Text of the element, that of elements in it included; stays valid until the walk goes on.</summary>
    public ReadOnlySpan<byte> Text()
    {
        var (depth, length) = (_xml.Depth, 0);
        if (TryPlainText(out var plain))
        {
            return plain;
        }

        var most = MaxText;
        while (Read())
        {
            if (_xml.Token == XmlToken.Text)
            {
                length = Append(length, ref most);
            }
            else if (AtEnd(depth))
            {
                break;
            }
        }

        return _text.AsSpan(0, length);
    }

    /// <summary>
    /// The next value of an element that holds either text or <c>value</c> elements; false after the last. Text beside value elements
    /// does not count. <paramref name="listed"/> starts as false.
    /// </summary>
    public bool NextValue(int depth, ref bool listed, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (AtEnd(depth))
        {
            return false;
        }

        if (_xml.Depth == depth && TryPlainText(out value))
        {
            return value.Length > 0;
        }

        var (own, most) = (0, MaxText);
        while (Read())
        {
            if (_xml.Token == XmlToken.Text)
            {
                own = Append(own, ref most);
            }
            else if (_xml.Token == XmlToken.Start && _xml.Depth == depth + 1 && Name == "value")
            {
                listed = true;
                value = Text();
                return true;
            }
            else if (AtEnd(depth))
            {
                value = _text.AsSpan(0, own);
                return !listed && own > 0;
            }
        }

        return false;
    }

    /// <summary>The namespaces that are declared around the walk, for comparing.</summary>
    public string Namespaces => _xml.Namespaces;

    /// <summary>Keeps the bytes of the element at whose start tag the walk stands, so that <see cref="Passed"/> can tell of them at its end. One element at a time: not the one around another.</summary>
    public void Weigh() => _xml.Weigh();

    /// <summary>
    /// Of the element that was weighed and at whose end the walk stands: how many bytes it has from its first <c>&lt;</c> to its last <c>&gt;</c>, and
    /// their hash. False where it was not weighed, was not read to its end, or had too many bytes to keep (4 MB).
    /// </summary>
    public bool Passed(out int length, out Hash128 hash) => _xml.Passed(out length, out hash);

    /// <summary>
    /// Passes over the element at whose start tag the walk stands, as if it were read to its end, where its bytes are those that were once
    /// weighed. Sound only for what was read whole at the same depth of a file of the same kind, where the same namespaces were declared
    /// around it. Else false, and the walk has not moved.
    /// </summary>
    public bool TryPass(int length, Hash128 hash)
    {
        var depth = _xml.Depth;
        if (!_xml.TryPass(length, hash))
        {
            return false;
        }

        _at = depth;
        return true;
    }

    /// <summary>An attribute whose value comes again and again; null where it is absent.</summary>
    public string? Attribute(string name) => _xml.AttributeWord(name);

    /// <summary>Bytes of an attribute; empty where it is absent. Valid until the walk goes on.</summary>
    public ReadOnlySpan<byte> AttributeText(string name) => _xml.TryAttribute(name, out var value) ? value : default;

    /// <summary>An attribute that names something: required, no blanks at its edges, no longer than the XSD allows.</summary>
    public string Key(string attribute, int maxLength = 256) => Required(attribute, Attribute(attribute), maxLength);

    /// <summary>An attribute that may be absent or empty (then ""), else is a key.</summary>
    public string OptionalKey(string attribute, int maxLength = 256)
    {
        var key = Attribute(attribute);
        if (string.IsNullOrEmpty(key))
        {
            return "";
        }

        CheckKey(attribute, key, maxLength);
        return key;
    }

    /// <summary>Not looked up among the words that come again: there are as many as there are products.</summary>
    public string ProductId() => Required("product-id", _xml.TryAttribute("product-id", out var id) ? Encoding.UTF8.GetString(id) : null, 100);

    /// <summary>Shows a record's id in the path of faults below it.</summary>
    public void Mark(string id) => _marks[_xml.Depth] = id;

    /// <summary>xml:lang, or <paramref name="otherwise"/>.</summary>
    public string Locale(string otherwise) => OptionalKey("xml:lang", 64) is { Length: > 0 } locale ? locale : otherwise;

    /// <summary>Whether the element says <c>mode="delete"</c>; no other mode is known.</summary>
    public bool IsDelete() => Attribute("mode") switch
    {
        null => false,
        "delete" => true,
        var mode => throw Fault($"mode is '{Short(mode)}'", "only mode=\"delete\" is known: correct the file"),
    };

    /// <summary>How a list stands to the one that is there already; "" where the file does not say.</summary>
    public string MergeMode() => Attribute("merge-mode") switch
    {
        null => "",
        ("add" or "merge" or "remove" or "replace") and var known => known,
        var mode => throw Fault($"merge-mode is '{Short(mode)}'", "write add, merge, remove or replace"),
    };

    public bool IsNil() => _xml.TryAttribute("nil", Instance, out var nil) && (nil.SequenceEqual("true"u8) || nil is [(byte)'1']);

    /// <summary>Text as a name; "" where empty.</summary>
    public string Word(int maxLength = 256)
    {
        var text = _xml.Word(Trimmed());
        if (text.Length > maxLength)
        {
            throw TooLong("the value", text, maxLength);
        }

        return text;
    }

    /// <summary>xsd:boolean; null where empty or nil.</summary>
    public bool? Flag()
    {
        if (IsNil())
        {
            return null;
        }

        var text = Trimmed();
        return text switch
        {
            [] => null,
            [(byte)'1'] => true,
            [(byte)'0'] => false,
            _ when text.SequenceEqual("true"u8) => true,
            _ when text.SequenceEqual("false"u8) => false,
            _ => throw Fault($"'{Short(text)}' is not true or false", "correct the value in the shop"),
        };
    }

    /// <summary>xsd:boolean in an attribute; false where absent.</summary>
    public bool Flag(string attribute) => Attribute(attribute) switch
    {
        null or "" or "false" or "0" => false,
        "true" or "1" => true,
        var text => throw Fault($"{attribute} '{Short(text)}' is not true or false", "correct the value in the shop"),
    };

    /// <summary>xsd:decimal; null where empty.</summary>
    public decimal? Number(bool canBeNegative = false) => Number(Trimmed(), "", canBeNegative);

    public decimal? Number(ReadOnlySpan<byte> text, string what, bool canBeNegative)
    {
        if (text.IsEmpty)
        {
            return null;
        }

        if (Utf8Number.TryPlain(text, out var number))
        {
            if (text.Length <= PlainLength)
            {
                return number;
            }
        }
        else if (!decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number))
        {
            throw Fault($"{what}'{Short(text)}' is not a decimal number", "correct the value in the shop; a point stands before decimals, nothing between thousands");
        }

        if (Math.Abs(number) > Beyond)
        {
            throw Fault($"{what}'{Short(text)}' is beyond every price and stock", "correct the value in the shop");
        }

        return number >= 0 || canBeNegative ? number : throw Fault($"{what}'{Short(text)}' is negative", "correct the value in the shop: it must be 0 or more");
    }

    /// <summary>xsd:dateTime; null where empty or nil.</summary>
    public DateTimeOffset? Time(ShopClock clock)
    {
        if (IsNil())
        {
            return null;
        }

        var text = Trimmed();
        return text.IsEmpty ? null
            : clock.TryTime(text, out var time) ? time
            : throw Fault($"'{Short(text)}' is not a time", "correct the value in the shop; it looks like 2026-01-31T23:59:59Z");
    }

    /// <summary>xsd:date, at its start; null where empty.</summary>
    public DateTimeOffset? Date(ShopClock clock)
    {
        var text = Trimmed();
        return text.IsEmpty ? null
            : clock.TryDate(text, out var time) ? time
            : throw Fault($"'{Short(text)}' is not a date", "correct the value in the shop; it looks like 2026-01-31");
    }

    public StockHandling Handling() => Word(int.MaxValue) switch
    {
        "" or "none" => StockHandling.None,
        "preorder" => StockHandling.Preorder,
        "backorder" => StockHandling.Backorder,
        var text => throw Fault($"'{Short(text)}' is not none, preorder or backorder", "correct the value in the shop"),
    };

    /// <summary>A fault at the place where the walk stands.</summary>
    public StoreReadException Fault(string sentence, string remedy) => new(Origin, Line, Place(), sentence, remedy);

    private static bool IsOfEncoding(XmlException fault) =>
        fault.Message.Contains("encoding", StringComparison.OrdinalIgnoreCase) || fault.Message.Contains("byte order mark", StringComparison.OrdinalIgnoreCase);

    private static string Short(ReadOnlySpan<byte> text) => Short(Encoding.UTF8.GetString(text));

    private static string Short(string text) => text.Length <= 80 ? text : string.Concat(text.AsSpan(0, 80), "…");

    private ReadOnlySpan<byte> Trimmed() => Utf8Blanks.Trimmed(Text());

    private bool AtEnd(int depth) => _xml.Token == XmlToken.End && _xml.Depth == depth;

    private void ToRoot()
    {
        while (Read() && _xml.Token != XmlToken.Start)
        {
        }
    }

    private void Enter(string root)
    {
        ToRoot();
        if (Name != root)
        {
            throw Fault($"the root element is {Short(Name)}, {root} was expected", "correct the globs of the source: this file is of another kind");
        }

        if (_xml.Namespace != _namespace)
        {
            throw Fault($"the namespace is '{Short(_xml.Namespace)}', '{_namespace}' was expected", "export the file from Salesforce Commerce Cloud");
        }

        // One object from here on: compared at a glance.
        _namespace = _xml.Namespace;
    }

    private bool Read(bool passText = false)
    {
        if (!_xml.Read(passText))
        {
            return false;
        }

        if (_xml.Token == XmlToken.Start)
        {
            _at = Math.Min(_xml.Depth, MaxDepth);
            _marks[_at] = null;
            if (_xml.Depth > MaxDepth)
            {
                throw Fault($"elements are nested more than {MaxDepth} deep", "check what writes the file: an export has fewer than 20 levels");
            }
        }
        else if (_xml.Token == XmlToken.End)
        {
            _at = _xml.Depth;
        }

        return true;
    }

    private bool TryPlainText(out ReadOnlySpan<byte> text)
    {
        var depth = _xml.Depth;
        if (!_xml.TryText(out text))
        {
            return false;
        }

        _at = depth;
        return text.Length <= MaxText || Encoding.UTF8.GetCharCount(text) <= MaxText ? true : throw TextTooLong();
    }

    /// <param name="length">Bytes that are there already.</param>
    /// <param name="most">Bytes that surely are no more than <see cref="MaxText"/> characters: counted again only beyond them.</param>
    private int Append(int length, ref int most)
    {
        var part = _xml.Text;
        if (_text.Length - length < part.Length)
        {
            Array.Resize(ref _text, Math.Max(_text.Length * 2, length + part.Length));
        }

        part.CopyTo(_text.AsSpan(length));
        length += part.Length;
        if (length > most)
        {
            var left = MaxText - Encoding.UTF8.GetCharCount(_text.AsSpan(0, length));
            most = left >= 0 ? length + left : throw TextTooLong();
        }

        return length;
    }

    private StoreReadException TextTooLong() => Fault($"the value has more than {MaxText} characters", "shorten it in the shop");

    private string Required(string attribute, string? key, int maxLength)
    {
        if (string.IsNullOrEmpty(key))
        {
            throw Fault($"{attribute} is {(key is null ? "missing" : "empty")}", "give it a value in the shop");
        }

        CheckKey(attribute, key, maxLength);
        return key;
    }

    private void CheckKey(string attribute, string key, int maxLength)
    {
        if (key.Length > maxLength)
        {
            throw TooLong(attribute, key, maxLength);
        }

        if (char.IsWhiteSpace(key[0]) || char.IsWhiteSpace(key[^1]))
        {
            throw Fault($"{attribute} '{key}' has blanks at its edges", "remove them in the shop");
        }
    }

    private StoreReadException TooLong(string what, string text, int maxLength) => Fault(
        string.Create(CultureInfo.InvariantCulture, $"{what} '{Short(text)}' has {text.Length} characters, {maxLength} are allowed"), "shorten it in the shop");

    /// <summary>Path of the element that began or ended last.</summary>
    private string Place()
    {
        var path = new StringBuilder();
        for (var at = 0; at <= _at; at++)
        {
            path.Append(at == 0 ? "" : "/").Append(_xml.NameAt(at).Local);
            if (_marks[at] is { } mark)
            {
                path.Append('[').Append(mark).Append(']');
            }
        }

        return path.ToString();
    }
}

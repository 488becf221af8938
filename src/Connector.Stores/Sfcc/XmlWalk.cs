using System.Globalization;
using System.Text;
using System.Xml;
using Connector.Policy.Catalog;
using Connector.Store;

namespace Connector.Stores.Sfcc;

/// <summary>
/// A forward walk through one file of the export, with the place known for every fault. Children that a format does not ask for are
/// passed over. No DTD, no entity of its own, no more than 64 levels, no value of more than 1 MB.
/// </summary>
internal sealed class XmlWalk : IDisposable
{
    private const string Instance = "http://www.w3.org/2001/XMLSchema-instance";
    private const int MaxDepth = 64;

    /// <summary>No figure of a shop is larger; sums and products of such figures stay far from where decimals overflow.</summary>
    private const decimal Beyond = 1_000_000_000_000m;
    private const int MaxText = 1 << 20;
    private readonly XmlReader _reader;
    private readonly IXmlLineInfo _lines;
    private readonly string _namespace;
    private readonly string[] _names = new string[MaxDepth + 1];
    private readonly string?[] _marks = new string?[MaxDepth + 1];
    private char[] _text = new char[4096];
    private int _at;
    private int _line;

    private XmlWalk(XmlReader reader, string origin, string @namespace)
    {
        (_reader, Origin) = (reader, origin);
        _lines = (IXmlLineInfo)reader;
        _namespace = reader.NameTable.Add(@namespace);
    }

    public string Origin { get; }

    public int Line => _lines.LineNumber;

    public int Depth => _reader.Depth;

    /// <summary>Name of the element at which the walk stands.</summary>
    public string Name => _reader.LocalName;

    /// <summary>Walks through a file from its root; every fault comes out as <see cref="StoreReadException"/>.</summary>
    public static void Through(ExportFile file, string root, string @namespace, Action<XmlWalk> body) => Open(file, @namespace, walk =>
    {
        walk.Enter(root);
        body(walk);
        while (walk._reader.Read())
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
            root = (walk._reader.LocalName, walk._reader.NamespaceURI);
        });
        return root;
    }

    private static void Open(ExportFile file, string @namespace, Action<XmlWalk> body)
    {
        XmlWalk? walk = null;
        try
        {
            using var bytes = file.Open();
            using var reader = XmlReader.Create(bytes, Settings());
            walk = new XmlWalk(reader, file.Origin, @namespace);
            body(walk);
        }
        catch (XmlException fault) when (fault.Message.Contains("DTD", StringComparison.Ordinal))
        {
            // The reader does not say where it met one that it may not read.
            var line = fault.LineNumber > 0 ? fault.LineNumber : LineOf("<!DOCTYPE", file);
            throw new StoreReadException(
                file.Origin, line, "!DOCTYPE", $"{(line > 0 ? $"line {line}" : "the file")} has a document type declaration (<!DOCTYPE), which exports never have",
                "find out where the file comes from, and export it again from the shop", fault);
        }
        catch (XmlException fault)
        {
            // Of a file that is empty, or not in the encoding that it declares, the reader tells no line: it is the first.
            throw new StoreReadException(
                file.Origin, Math.Max(fault.LineNumber, 1), walk?.Place() ?? "", "is not well-formed XML: " + fault.Message.TrimEnd('.'),
                IsOfEncoding(fault) ? "write the file in the encoding that its first line declares, best in UTF-8"
                : Wholeness.FaultOf(file) is not null ? "the file is cut or still being written: " + Wholeness.Later : "export the file again", fault);
        }
        catch (StoreReadException fault) when (fault.Line == 0 && walk is { _line: > 0 })
        {
            throw new StoreReadException(fault.Origin, walk._line, walk.Place(), fault.Sentence, fault.Remedy, fault);
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException or UnauthorizedAccessException or DecoderFallbackException)
        {
            throw new StoreReadException(file.Origin, walk?._line ?? 0, walk?.Place() ?? "", "cannot be read: " + fault.Message, ExportFiles.Cure(fault), fault);
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
        if (_reader.Depth == depth && _reader.NodeType == XmlNodeType.EndElement || AtEmpty(depth))
        {
            return false;
        }

        while (Read())
        {
            switch (_reader.NodeType)
            {
                case XmlNodeType.Element when _reader.Depth == depth + 1 && _reader.NamespaceURI == _namespace:
                    return true;
                case XmlNodeType.EndElement when _reader.Depth == depth:
                    return false;
            }
        }

        return false;
    }

    /// <summary>Text of the element, that of elements in it included; stays valid until the walk goes on.</summary>
    public ReadOnlySpan<char> Text()
    {
        var (depth, length) = (_reader.Depth, 0);
        if (_reader.IsEmptyElement)
        {
            return default;
        }

        while (Read())
        {
            if (IsText)
            {
                length = Append(length);
            }
            else if (_reader.NodeType == XmlNodeType.EndElement && _reader.Depth == depth)
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
    public bool NextValue(int depth, ref bool listed, out ReadOnlySpan<char> value)
    {
        value = default;
        var own = 0;
        if (AtEmpty(depth) || (_reader.Depth == depth && _reader.NodeType == XmlNodeType.EndElement))
        {
            return false;
        }

        while (Read())
        {
            if (IsText)
            {
                own = Append(own);
            }
            else if (_reader.NodeType == XmlNodeType.Element && _reader.Depth == depth + 1 && _reader.LocalName == "value")
            {
                listed = true;
                value = Text();
                return true;
            }
            else if (_reader.NodeType == XmlNodeType.EndElement && _reader.Depth == depth)
            {
                value = _text.AsSpan(0, own);
                return !listed && own > 0;
            }
        }

        return false;
    }

    public string? Attribute(string name) => _reader.GetAttribute(name);

    /// <summary>An attribute that names something: required, no blanks at its edges, no longer than the XSD allows.</summary>
    public string Key(string attribute, int maxLength = 256)
    {
        var key = _reader.GetAttribute(attribute);
        if (string.IsNullOrEmpty(key))
        {
            throw Fault($"{attribute} is {(key is null ? "missing" : "empty")}", "give it a value in the shop");
        }

        CheckKey(attribute, key, maxLength);
        return key;
    }

    /// <summary>An attribute that may be absent or empty (then ""), else is a key.</summary>
    public string OptionalKey(string attribute, int maxLength = 256)
    {
        var key = _reader.GetAttribute(attribute);
        if (string.IsNullOrEmpty(key))
        {
            return "";
        }

        CheckKey(attribute, key, maxLength);
        return key;
    }

    public string ProductId() => Key("product-id", 100);

    /// <summary>Shows a record's id in the path of faults below it.</summary>
    public void Mark(string id) => _marks[_reader.Depth] = id;

    /// <summary>xml:lang, or <paramref name="otherwise"/>.</summary>
    public string Locale(string otherwise) => OptionalKey("xml:lang", 64) is { Length: > 0 } locale ? locale : otherwise;

    /// <summary>Whether the element says <c>mode="delete"</c>; no other mode is known.</summary>
    public bool IsDelete() => _reader.GetAttribute("mode") switch
    {
        null => false,
        "delete" => true,
        var mode => throw Fault($"mode is '{Short(mode)}'", "only mode=\"delete\" is known: correct the file"),
    };

    /// <summary>How a list stands to the one that is there already; "" where the file does not say.</summary>
    public string MergeMode() => _reader.GetAttribute("merge-mode") switch
    {
        null => "",
        ("add" or "merge" or "remove" or "replace") and var known => known,
        var mode => throw Fault($"merge-mode is '{Short(mode)}'", "write add, merge, remove or replace"),
    };

    public bool IsNil() => _reader.GetAttribute("nil", Instance) is "true" or "1";

    /// <summary>Text as a name; "" where empty.</summary>
    public string Word(int maxLength = 256)
    {
        var text = Text().Trim().ToString();
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

        var text = Text().Trim();
        return text switch
        {
            "" => null,
            "true" or "1" => true,
            "false" or "0" => false,
            _ => throw Fault($"'{Short(text)}' is not true or false", "correct the value in the shop"),
        };
    }

    /// <summary>xsd:boolean in an attribute; false where absent.</summary>
    public bool Flag(string attribute) => _reader.GetAttribute(attribute) switch
    {
        null or "" or "false" or "0" => false,
        "true" or "1" => true,
        var text => throw Fault($"{attribute} '{Short(text)}' is not true or false", "correct the value in the shop"),
    };

    /// <summary>xsd:decimal; null where empty.</summary>
    public decimal? Number(bool canBeNegative = false) => Number(Text().Trim(), "", canBeNegative);

    public decimal? Number(ReadOnlySpan<char> text, string what, bool canBeNegative)
    {
        if (text.IsEmpty)
        {
            return null;
        }

        if (!decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
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

        var text = Text().Trim();
        return text.IsEmpty ? null
            : clock.TryTime(text, out var time) ? time
            : throw Fault($"'{Short(text)}' is not a time", "correct the value in the shop; it looks like 2026-01-31T23:59:59Z");
    }

    /// <summary>xsd:date, at its start; null where empty.</summary>
    public DateTimeOffset? Date(ShopClock clock)
    {
        var text = Text().Trim();
        return text.IsEmpty ? null
            : clock.TryDate(text, out var time) ? time
            : throw Fault($"'{Short(text)}' is not a date", "correct the value in the shop; it looks like 2026-01-31");
    }

    public StockHandling Handling() => Text().Trim() switch
    {
        "" or "none" => StockHandling.None,
        "preorder" => StockHandling.Preorder,
        "backorder" => StockHandling.Backorder,
        var text => throw Fault($"'{Short(text)}' is not none, preorder or backorder", "correct the value in the shop"),
    };

    /// <summary>A fault at the place where the walk stands.</summary>
    public StoreReadException Fault(string sentence, string remedy) => new(Origin, Line, Place(), sentence, remedy);

    public void Dispose() => _reader.Dispose();

    private static XmlReaderSettings Settings() => new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        // Blanks between two CDATA sections are text too.
        IgnoreWhitespace = false,
        MaxCharactersInDocument = 64L << 30,
    };

    private static bool IsOfEncoding(XmlException fault) =>
        fault.Message.Contains("encoding", StringComparison.OrdinalIgnoreCase) || fault.Message.Contains("byte order mark", StringComparison.OrdinalIgnoreCase);

    /// <summary>The line on which a word first stands in the beginning of a file, counted from 1; 0 where it does not.</summary>
    private static int LineOf(string word, ExportFile file)
    {
        const int Beginning = 1 << 16;
        var beginning = new char[Beginning];
        using var text = new StreamReader(file.Open());
        var read = beginning.AsSpan(0, text.ReadBlock(beginning));
        var at = read.IndexOf(word, StringComparison.Ordinal);
        return at < 0 ? 0 : read[..at].Count('\n') + 1;
    }

    private static string Short(ReadOnlySpan<char> text) => text.Length <= 80 ? text.ToString() : string.Concat(text[..80], "…");

    private bool IsText => _reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace;

    private bool AtEmpty(int depth) => _reader.Depth == depth && _reader.NodeType == XmlNodeType.Element && _reader.IsEmptyElement;

    private void ToRoot()
    {
        while (Read() && _reader.NodeType != XmlNodeType.Element)
        {
        }
    }

    private void Enter(string root)
    {
        ToRoot();
        if (_reader.LocalName != root)
        {
            throw Fault($"the root element is {Short(_reader.LocalName)}, {root} was expected", "correct the globs of the source: this file is of another kind");
        }

        if (_reader.NamespaceURI != _namespace)
        {
            throw Fault($"the namespace is '{Short(_reader.NamespaceURI)}', '{_namespace}' was expected", "export the file from Salesforce Commerce Cloud");
        }
    }

    private bool Read()
    {
        if (!_reader.Read())
        {
            return false;
        }

        if (_reader.NodeType == XmlNodeType.Element)
        {
            var depth = _reader.Depth;
            if (depth > MaxDepth)
            {
                throw Fault($"elements are nested more than {MaxDepth} deep", "check what writes the file: an export has fewer than 20 levels");
            }

            _names[depth] = _reader.LocalName;
            _marks[depth] = null;
            (_at, _line) = (depth, _lines.LineNumber);
        }
        else if (_reader.NodeType == XmlNodeType.EndElement)
        {
            _at = _reader.Depth;
        }

        return true;
    }

    private int Append(int length)
    {
        int count;
        do
        {
            if (length == _text.Length)
            {
                Array.Resize(ref _text, _text.Length * 2);
            }

            count = _reader.ReadValueChunk(_text, length, _text.Length - length);
            length += count;
            if (length > MaxText)
            {
                throw Fault($"the value has more than {MaxText} characters", "shorten it in the shop");
            }
        }
        while (count > 0);

        return length;
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

    /// <summary>Path of the element that began or ended last. Kept here, as its line: a reader that has failed no longer knows its depth.</summary>
    private string Place()
    {
        var path = new StringBuilder();
        for (var at = 0; at <= _at && _names[at] is { } name; at++)
        {
            path.Append(at == 0 ? "" : "/").Append(name);
            if (_marks[at] is { } mark)
            {
                path.Append('[').Append(mark).Append(']');
            }
        }

        return path.ToString();
    }
}

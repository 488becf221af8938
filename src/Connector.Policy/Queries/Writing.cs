using Connector.Policy.Catalog;
using Connector.Policy.Documents;
using Connector.Policy.Stages;

namespace Connector.Policy.Queries;

/// <summary>
/// A text with placeholders, taken apart once. What is written is plain: values are made so one by one, then the whole. Where an empty value
/// leaves two blanks side by side, one stays. Writing an offer's present text anew allocates nothing.
/// </summary>
public sealed class Writing
{
    /// <summary>Most bytes that are written; what does not fit is left out. No limit of a feed sheet comes near.</summary>
    private const int Most = 1 << 20;

    [ThreadStatic]
    private static byte[]? _room;

    /// <summary>What was written last, where it was plain as it stood.</summary>
    [ThreadStatic]
    private static (Writing By, Text Text) _recent;

    private readonly Piece[] _pieces;

    private Writing(Piece[] pieces, string source) => (_pieces, Source) = (pieces, source);

    /// <summary>The text as the document has it.</summary>
    public string Source { get; }

    /// <summary>The fields that are named.</summary>
    public IEnumerable<Field> Fields => _pieces.SelectMany(piece => piece.Fields);

    /// <param name="text">A text without faults; how it is written is told at <see cref="TextTemplate.Text"/>.</param>
    /// <exception cref="ArgumentException">It has a fault.</exception>
    public static Writing Compile(string text)
    {
        var faults = new List<Fault>();
        var pieces = new WritingParser(text, "$", faults).Parse();
        Fault.None(faults);
        return new Writing([.. pieces], text);
    }

    /// <summary>All that is wrong with a text, each with the character at which it stands.</summary>
    public static IReadOnlyList<Fault> Faults(string text, string path)
    {
        var faults = new List<Fault>();
        var pieces = new WritingParser(text, path, faults).Parse();
        if (faults.Count == 0 && pieces.Count == 0)
        {
            faults.Add(new Fault(path, "the text is empty", "write it, with fields in braces such as {title}"));
        }

        return faults;
    }

    /// <summary>All that is wrong with a text and its lengths.</summary>
    public static IReadOnlyList<Fault> Faults(TextTemplate template, string path)
    {
        ArgumentNullException.ThrowIfNull(template);
        var faults = new List<Fault>(Faults(template.Text, path + ".text"));
        if (template.Longest < 0)
        {
            faults.Add(new Fault(path + ".longest", $"{template.Longest} is no length", "choose 0 for the feed sheet's limit, or a number of characters"));
        }

        if (template.Shortest < 0 || (template.Longest > 0 && template.Shortest > template.Longest))
        {
            faults.Add(new Fault(path + ".shortest", $"{template.Shortest} is {(template.Shortest < 0 ? "no length" : $"above the longest, {template.Longest}")}", "choose a smaller number of characters; 1 is the default"));
        }

        return faults;
    }

    /// <summary>The text for an offer.</summary>
    /// <param name="offer">Whose fields are read.</param>
    /// <param name="lines">Whether it may have several lines.</param>
    /// <param name="present">The text that stands there now; given back, bytes and all, where the new one is the same.</param>
    public Text Of(Offer offer, bool lines, Text present)
    {
        var page = new Page(_room ??= new byte[1024]);
        foreach (var piece in _pieces)
        {
            piece.Write(offer, lines, ref page);
        }

        _room = page.Room;
        var written = page.Written;
        if (written.SequenceEqual(present.Utf8))
        {
            return present;
        }

        // Variants of a product have one description, and what is written of it comes out the same.
        if (ReferenceEquals(_recent.By, this) && written.SequenceEqual(_recent.Text.Utf8))
        {
            return _recent.Text;
        }

        var whole = new Text(written.ToArray());
        if (PlainText.IsPlain(written, lines))
        {
            _recent = (this, whole);
            return whole;
        }

        var plain = lines ? PlainText.Lines(whole) : PlainText.Line(whole);
        return plain == present ? present : plain;
    }

    public override string ToString() => Source;

    /// <summary>What is written so far.</summary>
    internal ref struct Page(byte[] room)
    {
        private int _length;

        public byte[] Room { get; private set; } = room;

        public readonly int Length => _length;

        public readonly ReadOnlySpan<byte> Written => Room.AsSpan(0, _length).TrimEnd(" \n"u8);

        public void Back(int length) => _length = length;

        public void Put(ReadOnlySpan<byte> text)
        {
            if (text.IsEmpty || text.Length > Most - _length)
            {
                return;
            }

            if (_length == 0 || Room[_length - 1] is (byte)' ' or (byte)'\n')
            {
                text = text.TrimStart((byte)' ');
            }

            if (!text.IsEmpty && text[0] == '\n')
            {
                while (_length > 0 && Room[_length - 1] == ' ')
                {
                    _length--;
                }
            }

            if (_length + text.Length > Room.Length)
            {
                var larger = new byte[Math.Max(Room.Length * 2, _length + text.Length)];
                Room.AsSpan(0, _length).CopyTo(larger);
                Room = larger;
            }

            text.CopyTo(Room.AsSpan(_length));
            _length += text.Length;
        }
    }

    /// <summary>A part of the text.</summary>
    internal abstract class Piece
    {
        public virtual IEnumerable<Field> Fields => [];

        /// <summary>Writes it; false where it is a placeholder without a value.</summary>
        public abstract bool Write(Offer offer, bool lines, ref Page page);
    }

    /// <summary>Text that stands as it is.</summary>
    internal sealed class Literal(byte[] text) : Piece
    {
        public override bool Write(Offer offer, bool lines, ref Page page)
        {
            page.Put(text);
            return true;
        }
    }

    /// <summary>The first of some fields that has a value; else the last word.</summary>
    internal sealed class Placeholder(Field[] fields, string last) : Piece
    {
        private readonly Text _line = PlainText.Line(last);

        public override IEnumerable<Field> Fields => fields;

        public override bool Write(Offer offer, bool lines, ref Page page)
        {
            foreach (var field in fields)
            {
                if (Plain(field, offer, lines) is { IsEmpty: false } value)
                {
                    page.Put(value);
                    return true;
                }
            }

            page.Put(_line.Utf8);
            return !_line.IsEmpty;
        }

        /// <summary>What the offer holds as words or numbers of its own needs no copy where it is plain.</summary>
        private static ReadOnlySpan<byte> Plain(Field field, Offer offer, bool lines)
        {
            if (field.IsText)
            {
                var text = field.Take(offer);
                return (lines ? PlainText.Lines(text) : PlainText.Line(text)).Utf8;
            }

            var look = field.Look(offer);
            return PlainText.IsPlain(look, lines) ? look : PlainText.Line(new Text(look.ToArray())).Utf8;
        }
    }

    /// <summary>A part that is left out where one of its placeholders has no value.</summary>
    internal sealed class Optional(Piece[] pieces) : Piece
    {
        public override IEnumerable<Field> Fields => pieces.SelectMany(piece => piece.Fields);

        public override bool Write(Offer offer, bool lines, ref Page page)
        {
            var before = page.Length;
            foreach (var piece in pieces)
            {
                if (!piece.Write(offer, lines, ref page))
                {
                    page.Back(before);
                    break;
                }
            }

            return true;
        }
    }
}

using System.Globalization;
using System.Text;

namespace Connector.Policy.Queries;

/// <summary>Takes a text with placeholders apart; what is wrong is told with the character at which it stands, counted from 1.</summary>
internal sealed class WritingParser(string text, string path, List<Fault> faults)
{
    public const int Longest = 10_000;

    private readonly StringBuilder _literal = new();
    private List<Writing.Piece> _pieces = [];
    private List<Writing.Piece>? _outside;
    private int _optionalAt;
    private int _at;

    public IReadOnlyList<Writing.Piece> Parse()
    {
        if (text.Length > Longest)
        {
            faults.Add(new Fault(path, string.Create(CultureInfo.InvariantCulture, $"the text has {text.Length} characters, {Longest} are allowed"), "shorten it"));
            return [];
        }

        while (_at < text.Length)
        {
            Next();
        }

        EndLiteral();
        if (_outside is not null)
        {
            Add(_optionalAt, "a part in square brackets begins and does not end", "write ] at its end, or [[ for the sign itself");
        }

        return _outside ?? _pieces;
    }

    private void Next()
    {
        var sign = text[_at];
        if (sign is '{' or '}' or '[' or ']' && _at + 1 < text.Length && text[_at + 1] == sign)
        {
            _literal.Append(sign);
            _at += 2;
            return;
        }

        switch (sign)
        {
            case '{':
                EndLiteral();
                Placeholder();
                return;
            case '[' when _outside is not null:
                Add(_at, "a part in square brackets stands in another", "end the first with ] before the next begins, or write [[ for the sign itself");
                break;
            case '[':
                EndLiteral();
                (_outside, _pieces, _optionalAt) = (_pieces, [], _at);
                break;
            case ']' when _outside is null:
                Add(_at, "] ends a part that did not begin", "write ]] for the sign itself");
                break;
            case ']':
                EndLiteral();
                EndOptional();
                break;
            case '}':
                Add(_at, "} ends a placeholder that did not begin", "write }} for the sign itself");
                break;
            default:
                _literal.Append(sign);
                break;
        }

        _at++;
    }

    private void EndLiteral()
    {
        if (_literal.Length > 0)
        {
            _pieces.Add(new Writing.Literal(Encoding.UTF8.GetBytes(_literal.ToString())));
            _literal.Clear();
        }
    }

    private void EndOptional()
    {
        if (!_pieces.Exists(piece => piece is Writing.Placeholder))
        {
            Add(_optionalAt, "a part in square brackets names no field, so that it is never left out", "put a field into it, or write [[ and ]] for the signs themselves");
        }

        _outside!.Add(new Writing.Optional([.. _pieces]));
        (_pieces, _outside) = (_outside, null);
    }

    /// <summary>From the brace to its end: names parted by |, the last of them perhaps words in quotes.</summary>
    private void Placeholder()
    {
        var start = _at++;
        var fields = new List<Field>();
        while (true)
        {
            if (_at < text.Length && text[_at] == '"')
            {
                var end = text.IndexOf('"', _at + 1);
                if (end < 0)
                {
                    Add(_at, "a last word in quotes does not end", "write \" at its end");
                    _at = text.Length;
                    return;
                }

                var last = text[(_at + 1)..end];
                _at = end + 1;
                if (_at < text.Length && text[_at] == '}')
                {
                    _at++;
                    if (fields.Count == 0)
                    {
                        Add(start, "the placeholder names no field", "name one before the word in quotes, such as {color|\"assorted\"}");
                    }

                    _pieces.Add(new Writing.Placeholder([.. fields], last));
                    return;
                }

                Add(_at, "the word in quotes is not the last", "write } behind it");
                Skip();
                return;
            }

            var length = text.AsSpan(_at).IndexOfAny('|', '}');
            var name = length < 0 ? "" : text.Substring(_at, length).Trim();
            if (length < 0 || name.AsSpan().IndexOfAny('{', '[', ']') >= 0)
            {
                Add(start, "a placeholder begins and does not end", "write } behind the field's name, or {{ for the sign itself");
                Skip();
                return;
            }

            if (name.Length == 0)
            {
                Add(start, "the placeholder names no field", "name one, such as {title}");
            }
            else if (Queries.Fields.Find(name) is { } field)
            {
                fields.Add(field);
            }
            else
            {
                Add(_at, $"there is no field '{name}'", Queries.Fields.Cure(name));
            }

            _at += length + 1;
            if (text[_at - 1] == '}')
            {
                _pieces.Add(new Writing.Placeholder([.. fields], ""));
                return;
            }
        }
    }

    /// <summary>Goes on behind the placeholder, so that what is wrong further on is told too.</summary>
    private void Skip()
    {
        var end = text.IndexOf('}', _at);
        _at = end < 0 ? text.Length : end + 1;
    }

    private void Add(int at, string sentence, string cure) => faults.Add(new Fault(path, string.Create(CultureInfo.InvariantCulture, $"{sentence} (character {at + 1})"), cure));
}

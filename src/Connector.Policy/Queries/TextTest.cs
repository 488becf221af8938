using System.Text;
using System.Text.RegularExpressions;
using Connector.Policy.Documents;

namespace Connector.Policy.Queries;

/// <summary>
/// A test of a text that is not empty. Looks at UTF-8 where that tells: what is looked for is ASCII, or capitals count. Only else, and for
/// patterns, is the text decoded, into room that is used again. Capitals and small letters are the same as .NET's ordinal comparison has it.
/// </summary>
internal abstract class TextTest
{
    public abstract bool Passes(ReadOnlySpan<byte> text);

    /// <summary>The same for a word that is not UTF-8; null where it has to be.</summary>
    public virtual bool? Passes(string word) => null;

    public static TextTest Of(QueryCondition condition) => condition.Is switch
    {
        Test.Matches => new Pattern(PatternOf(condition.Value, condition.IgnoreCase)),
        Test.In => new OneOf(Node.Values(condition), condition.IgnoreCase),
        var test when !condition.IgnoreCase => new Bytes(test!.Value, Encoding.UTF8.GetBytes(condition.Value)),
        var test when Ascii.IsValid(condition.Value) => new Letters(test!.Value, Encoding.UTF8.GetBytes(condition.Value)),
        var test => new Characters(test!.Value, condition.Value),
    };

    /// <summary>Takes time in proportion to the text, whatever the pattern.</summary>
    /// <exception cref="ArgumentException">It is no regular expression.</exception>
    /// <exception cref="NotSupportedException">It needs backtracking, or is too large.</exception>
    public static Regex PatternOf(string pattern, bool ignoreCase) =>
        new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | (ignoreCase ? RegexOptions.IgnoreCase : RegexOptions.None));

    /// <summary>By the letter.</summary>
    private sealed class Bytes(Test test, byte[] value) : TextTest
    {
        public override bool Passes(ReadOnlySpan<byte> text) => test switch
        {
            Test.Equals => text.SequenceEqual(value),
            Test.Starts => text.StartsWith(value),
            Test.Ends => text.EndsWith(value),
            _ => text.IndexOf(value) >= 0,
        };
    }

    /// <summary>ASCII, capitals or not: no letter outside of ASCII is the capital of one inside.</summary>
    private sealed class Letters : TextTest
    {
        private readonly Test _test;
        private readonly byte[] _value;
        private readonly byte _small;
        private readonly byte _capital;

        public Letters(Test test, byte[] value)
        {
            (_test, _value) = (test, value);
            (_small, _capital) = ((byte)char.ToLowerInvariant((char)value[0]), (byte)char.ToUpperInvariant((char)value[0]));
        }

        public override bool Passes(ReadOnlySpan<byte> text) => text.Length >= _value.Length && _test switch
        {
            Test.Equals => Ascii.EqualsIgnoreCase(text, _value),
            Test.Starts => Ascii.EqualsIgnoreCase(text[.._value.Length], _value),
            Test.Ends => Ascii.EqualsIgnoreCase(text[^_value.Length..], _value),
            _ => Contains(text),
        };

        public override bool? Passes(string word) => word.Length < _value.Length ? false : _test switch
        {
            Test.Equals => Ascii.EqualsIgnoreCase(_value, word),
            Test.Starts => Ascii.EqualsIgnoreCase(_value, word.AsSpan(0, _value.Length)),
            Test.Ends => Ascii.EqualsIgnoreCase(_value, word.AsSpan(word.Length - _value.Length)),
            _ => null,
        };

        private bool Contains(ReadOnlySpan<byte> text)
        {
            for (var last = text.Length - _value.Length; last >= 0;)
            {
                var next = text[..(last + 1)].IndexOfAny(_small, _capital);
                if (next < 0)
                {
                    return false;
                }

                if (Ascii.EqualsIgnoreCase(text.Slice(next, _value.Length), _value))
                {
                    return true;
                }

                text = text[(next + 1)..];
                last -= next + 1;
            }

            return false;
        }
    }

    /// <summary>Any letters, capitals or not.</summary>
    private sealed class Characters(Test test, string value) : TextTest
    {
        public override bool Passes(ReadOnlySpan<byte> text)
        {
            // A character takes at least one byte.
            if (text.Length < value.Length)
            {
                return false;
            }

            var chars = Scratch.Chars(text);
            return test switch
            {
                Test.Equals => chars.Equals(value, StringComparison.OrdinalIgnoreCase),
                Test.Starts => chars.StartsWith(value, StringComparison.OrdinalIgnoreCase),
                Test.Ends => chars.EndsWith(value, StringComparison.OrdinalIgnoreCase),
                _ => chars.Contains(value, StringComparison.OrdinalIgnoreCase),
            };
        }
    }

    private sealed class OneOf : TextTest
    {
        /// <summary>Bytes that one UTF-16 unit may take.</summary>
        private const int WidestUnit = 3;

        private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _values;
        private readonly int _shortest;
        private readonly int _longest;

        public OneOf(IReadOnlyList<string> values, bool ignoreCase)
        {
            _values = new HashSet<string>(values, ignoreCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
            (_shortest, _longest) = (values.Min(value => value.Length), values.Max(value => value.Length));
        }

        public override bool Passes(ReadOnlySpan<byte> text) =>
            text.Length >= _shortest && text.Length <= _longest * WidestUnit && _values.Contains(Scratch.Chars(text));
    }

    private sealed class Pattern(Regex pattern) : TextTest
    {
        public override bool Passes(ReadOnlySpan<byte> text) => pattern.IsMatch(Scratch.Chars(text));

        public override bool? Passes(string word) => pattern.IsMatch(word);
    }

    /// <summary>One of several values, as a number.</summary>
    internal sealed class IsNumber(Test test, decimal value, decimal to) : TextTest
    {
        public override bool Passes(ReadOnlySpan<byte> text) => Node.Passes(test, Field.Parse(text), value, to);
    }
}

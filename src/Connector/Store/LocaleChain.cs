using System.Text;

namespace Connector.Store;

/// <summary>Which of several localised values counts: fr-FR, then fr, then x-default.</summary>
public sealed class LocaleChain
{
    /// <summary>A value in another language: never used.</summary>
    public const byte None = byte.MaxValue;

    private readonly byte[][] _chain;

    public LocaleChain(string locale)
    {
        ArgumentNullException.ThrowIfNull(locale);
        var chain = new List<string> { locale };
        for (var cut = locale.LastIndexOfAny(['-', '_']); cut > 0; cut = locale[..cut].LastIndexOfAny(['-', '_']))
        {
            chain.Add(locale[..cut]);
        }

        if (chain[^1] != "x-default")
        {
            chain.Add("x-default");
        }

        Locales = chain;
        _chain = [.. chain.Select(Encoding.UTF8.GetBytes)];
    }

    public IReadOnlyList<string> Locales { get; }

    /// <summary>0 for the best; <see cref="None"/> for another language. A value without a language is the default one.</summary>
    public byte Rank(ReadOnlySpan<byte> locale)
    {
        if (locale.IsEmpty)
        {
            return (byte)(_chain.Length - 1);
        }

        for (var i = 0; i < _chain.Length; i++)
        {
            if (locale.SequenceEqual(_chain[i]))
            {
                return (byte)i;
            }
        }

        return None;
    }

    /// <summary>The best of several; null where none is in the chain.</summary>
    public string? Best(IReadOnlyList<LocalText> texts)
    {
        foreach (var locale in Locales)
        {
            foreach (var text in texts)
            {
                if (text.Text.Length > 0 && (text.Locale == locale || (text.Locale.Length == 0 && locale == "x-default")))
                {
                    return text.Text;
                }
            }
        }

        return null;
    }
}

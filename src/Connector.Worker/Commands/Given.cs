using System.Globalization;
using System.CommandLine.Parsing;

namespace Connector.Worker.Commands;

/// <summary>What stands on the command line, for looking at before it is known to be sound: reading a value that is none throws, and the parser tells of it anyway.</summary>
internal static class Given
{
    /// <summary>Whether the option stands there at all.</summary>
    public static bool Is(OptionResult? result) => result is { Implicit: false };

    /// <summary>Whether a switch stands there and is not turned off.</summary>
    public static bool IsOn(OptionResult? result) => Is(result) && !(result!.Tokens is [{ Value: var value }] && bool.TryParse(value, out var on) && !on);

    /// <summary>The number that stands there; null where there is none or what stands there is no number.</summary>
    public static int? Number(OptionResult result) =>
        result.Tokens is [{ Value: var value }] && int.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;
}

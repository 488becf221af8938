
namespace Connector.Worker.Commands;

/// <summary>Options that every command has.</summary>
internal static class GlobalOptions
{
    public static readonly Option<string?> Settings = new("--settings")
    {
        Description = "Machine settings. Default: connector.json, where there is one.", HelpName = "FILE", Recursive = true,
    };

    public static readonly Option<string?> Data = new("--data")
    {
        Description = "Folder for databases, archive and logs. Default: ./data (demo: a new temporary folder).", HelpName = "DIR", Recursive = true,
    };

    public static readonly Option<bool> Json = new("--json") { Description = "Print JSON, errors as well.", Recursive = true };

    public static readonly Option<bool> Verbose = new("--verbose") { Description = "Print the stack trace of a fault.", Recursive = true };
}

using System.Runtime.CompilerServices;

namespace Connector.Tests.RealData;

/// <summary>Exports written elsewhere, kept outside the repository: CONNECTOR_REAL_DATA, or shared/data beside it.</summary>
internal static class RealDataFolder
{
    public static string Path { get; } =
        Environment.GetEnvironmentVariable("CONNECTOR_REAL_DATA") ?? System.IO.Path.GetFullPath(System.IO.Path.Combine(Here(), "..", "..", "..", "..", "shared", "data"));

    public static string? Missing => Directory.Exists(System.IO.Path.Combine(Path, "sfcc")) ? null : $"{Path}/sfcc is not there; set CONNECTOR_REAL_DATA";

    internal static string Here([CallerFilePath] string here = "") => System.IO.Path.GetDirectoryName(here)!;
}

/// <summary>Skipped, with the reason, where the exports are absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RealDataTheoryAttribute : TheoryAttribute
{
    public RealDataTheoryAttribute() => Skip = RealDataFolder.Missing!;
}

using System.Runtime.CompilerServices;

namespace Connector.Stores.Tests;

/// <summary>A test that reads files kept outside the repository; skipped where they are absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RealDataFactAttribute : FactAttribute
{
    public RealDataFactAttribute()
    {
        if (!Directory.Exists(RealData.Sfcc))
        {
            Skip = $"{RealData.Sfcc} is not there; set CONNECTOR_REAL_DATA";
        }
    }
}

public static class RealData
{
    public static string Sfcc { get; } = Path.Combine(Root(), "sfcc");

    public static string Reducer { get; } = Path.Combine(Sfcc, "catalog-reducer-isc", "testdata");

    public static string Php { get; } = Path.Combine(Sfcc, "php-demandware-xml-mit");

    public static string SiteArchive { get; } =
        Path.Combine(Sfcc, "b2c-developer-tooling-apache2", "packages", "b2c-cli", "test", "functional", "fixtures", "site_archive");

    private static string Root([CallerFilePath] string here = "") =>
        Environment.GetEnvironmentVariable("CONNECTOR_REAL_DATA")
        ?? Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "shared", "data"));
}

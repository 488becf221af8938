using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Connector.Tests.Versions;

/// <summary>DEPENDENCIES.md says what is restored, whose licence it has and where it is used. CONNECTOR_UPDATE=1 writes its table anew.</summary>
public sealed partial class DependencyTests
{
    private static readonly string Root = Find();
    private static readonly string[] Allowed = ["MIT", "Apache-2.0", "BSD-3-Clause", "MS-PL OR Apache-2.0", "public domain"];

    /// <summary>Packages from before licence expressions, whose nuspec has an address alone. The text behind it was read.</summary>
    private static readonly Dictionary<string, string> ByAddress = new(StringComparer.Ordinal)
    {
        ["https://github.com/dotnet/corefx/blob/master/LICENSE.TXT"] = "MIT",
        ["https://raw.githubusercontent.com/xunit/xunit/master/license.txt"] = "Apache-2.0",
    };

    [Fact]
    public void The_list_of_dependencies_is_that_of_the_lock_files_with_the_licences_that_the_packages_state()
    {
        var path = Path.Combine(Root, "DEPENDENCIES.md");
        var text = File.ReadAllText(path);
        var table = Table();
        if (Environment.GetEnvironmentVariable("CONNECTOR_UPDATE") == "1")
        {
            File.WriteAllText(path, text = Rows().Replace(text, table, 1));
        }

        Rows().Match(text).Value.Should().Be(table, "CONNECTOR_UPDATE=1 tests/run --filter DependencyTests writes it anew; read then what has changed");
    }

    [Fact]
    public void Every_licence_lets_the_product_be_used_and_passed_on() =>
        Locked().Select(package => (package.Key, Licence: LicenceOf(package.Key))).Where(package => !Allowed.Contains(package.Licence)).Should().BeEmpty();

    [Fact]
    public void Packages_with_known_holes_are_locked_at_versions_without_them()
    {
        var floors = Floor().Matches(File.ReadAllText(Path.Combine(Root, "DEPENDENCIES.md"))).Select(row => (Name: row.Groups[1].Value, Least: Version.Parse(row.Groups[2].Value))).ToList();
        floors.Should().NotBeEmpty();
        Locked().Keys.Where(package => floors.Exists(floor => floor.Name == package.Name && Version.Parse(package.Version) < floor.Least)).Should().BeEmpty();
        floors.Where(floor => !Locked().Keys.Any(package => package.Name == floor.Name)).Should().BeEmpty("a floor of what is not used says nothing");
    }

    [Fact]
    public void Every_project_has_a_lock_file_with_a_hash_of_each_package()
    {
        var projects = Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories).Concat(Directory.EnumerateFiles(Path.Combine(Root, "tests"), "*.csproj", SearchOption.AllDirectories)).ToList();
        projects.Should().HaveCountGreaterThan(8).And.OnlyContain(project => File.Exists(Path.Combine(Path.GetDirectoryName(project)!, "packages.lock.json")));
        foreach (var entry in LockFiles().SelectMany(file => Entries(file)).Where(entry => entry.Value.GetProperty("type").GetString() != "Project"))
        {
            entry.Value.GetProperty("contentHash").GetString().Should().NotBeNullOrEmpty(entry.Name);
        }
    }

    private static string Table()
    {
        var table = new StringBuilder("| package | version | licence | named or brought along | used in |\n|---|---|---|---|---|\n");
        foreach (var (package, uses) in Locked())
        {
            var where = uses.Select(use => use.Where).Distinct().ToList();
            var used = where.Contains("product") ? "product" : where.Contains("tests") ? "tests" : where[0];
            table.Append(System.Globalization.CultureInfo.InvariantCulture, $"| {package.Name} | {package.Version} | {LicenceOf(package)} | {(uses.Any(use => use.IsNamed) ? "named" : "brought along")} | {used} |\n");
        }

        return table.ToString();
    }

    private static SortedDictionary<(string Name, string Version), List<(bool IsNamed, string Where)>> Locked()
    {
        var packages = new SortedDictionary<(string Name, string Version), List<(bool IsNamed, string Where)>>(Comparer<(string Name, string Version)>.Create((one, other) =>
            string.CompareOrdinal(one.Name, other.Name) is var names && names != 0 ? names : string.CompareOrdinal(one.Version, other.Version)));
        foreach (var file in LockFiles())
        {
            foreach (var entry in Entries(file).Where(entry => entry.Value.GetProperty("type").GetString() != "Project"))
            {
                // Analyzers work at build time alone.
                var where = entry.Name.EndsWith("Analyzers", StringComparison.Ordinal) ? "build" : file.Contains("/src/", StringComparison.Ordinal) ? "product" : file.Contains("Benchmarks", StringComparison.Ordinal) ? "benchmarks" : "tests";
                var key = (entry.Name, entry.Value.GetProperty("resolved").GetString()!);
                packages.TryAdd(key, []);
                packages[key].Add((entry.Value.GetProperty("type").GetString() == "Direct", where));
            }
        }

        return packages;
    }

    private static IEnumerable<string> LockFiles() => Directory.EnumerateFiles(Root, "packages.lock.json", SearchOption.AllDirectories)
        .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private static List<JsonProperty> Entries(string file) =>
        [.. JsonDocument.Parse(File.ReadAllText(file)).RootElement.GetProperty("dependencies").EnumerateObject().SelectMany(framework => framework.Value.EnumerateObject())];

    private static string LicenceOf((string Name, string Version) package)
    {
        var folder = PackageFolders().Select(root => Path.Combine(root, package.Name.ToLowerInvariant(), package.Version.ToLowerInvariant())).First(Directory.Exists);
        var metadata = XDocument.Load(Directory.EnumerateFiles(folder, "*.nuspec").Single()).Root!.Elements().Single(element => element.Name.LocalName == "metadata");
        var licence = metadata.Elements().SingleOrDefault(element => element.Name.LocalName == "license");
        return licence?.Attribute("type")?.Value switch
        {
            "expression" => licence.Value,
            "file" => OfText(File.ReadAllText(Path.Combine(folder, licence.Value))),
            _ => ByAddress.GetValueOrDefault(metadata.Elements().Single(element => element.Name.LocalName == "licenseUrl").Value, "unknown"),
        };
    }

    private static string OfText(string text) =>
        text.Contains("Permission is hereby granted, free of charge", StringComparison.Ordinal) ? "MIT" : text.Contains("Public Domain", StringComparison.Ordinal) ? "public domain" : "unknown";

    private static IEnumerable<string> PackageFolders()
    {
        using var assets = JsonDocument.Parse(File.ReadAllText(Path.Combine(Root, "tests", "Connector", "obj", "project.assets.json")));
        return [.. assets.RootElement.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name)];
    }

    private static string Find([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));

    [GeneratedRegex(@"\| package \| version \| licence .*?\n(?=\n)", RegexOptions.Singleline)]
    private static partial Regex Rows();

    [GeneratedRegex(@"^\| ([\w.]+) \| ([\d.]+) or later \|", RegexOptions.Multiline)]
    private static partial Regex Floor();
}

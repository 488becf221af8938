using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Connector.Worker.Schemas;

/// <summary>The summaries that stand beside types and members in the code; so the schemas say what the code says.</summary>
internal static partial class XmlDocs
{
    private static readonly Dictionary<Assembly, Dictionary<string, string>> Read = [];

    public static string? Of(MemberInfo member) => member switch
    {
        Type type => Find(type.Assembly, $"T:{Name(type)}"),
        FieldInfo field => Find(field.DeclaringType!.Assembly, $"F:{Name(field.DeclaringType!)}.{field.Name}"),
        PropertyInfo property => Find(property.DeclaringType!.Assembly, $"P:{Name(property.DeclaringType!)}.{property.Name}"),
        _ => null,
    };

    private static string Name(Type type) => type.FullName!.Replace('+', '.');

    private static string? Find(Assembly assembly, string id)
    {
        if (!Read.TryGetValue(assembly, out var summaries))
        {
            var path = Path.ChangeExtension(assembly.Location, ".xml");
            summaries = Read[assembly] = File.Exists(path)
                ? XDocument.Load(path).Descendants("member").SelectMany(Told).DistinctBy(told => told.Id).ToDictionary(told => told.Id, told => told.Words, StringComparer.Ordinal)
                : [];
        }

        return summaries.GetValueOrDefault(id);
    }

    /// <summary>What is said of a member; of a record also what is said of the members that it is made with.</summary>
    private static IEnumerable<(string Id, string Words)> Told(XElement member)
    {
        var id = member.Attribute("name")!.Value;
        if (member.Element("summary") is { } summary)
        {
            yield return (id, Words(summary));
        }

        foreach (var made in id.StartsWith("T:", StringComparison.Ordinal) ? member.Elements("param") : [])
        {
            yield return ($"P:{id[2..]}.{made.Attribute("name")!.Value}", Words(made));
        }
    }

    private static string Words(XElement summary)
    {
        foreach (var reference in summary.Descendants().Where(element => element.Attribute("cref") is not null).ToList())
        {
            reference.ReplaceWith(Camel(reference.Attribute("cref")!.Value.Split('.')[^1]));
        }

        return Blanks().Replace(Sources().Replace(summary.Value, ""), " ").Trim();
    }

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    /// <summary>Where a rule comes from is said to those who read the code.</summary>
    [GeneratedRegex(@"\s*(\((checklist|facts)[^)]*\)|Checklist [A-Z][^.]*\.)")]
    private static partial Regex Sources();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}

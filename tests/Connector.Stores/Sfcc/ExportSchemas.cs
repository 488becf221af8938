using System.Xml;
using System.Xml.Schema;

namespace Connector.Stores.Tests.Sfcc;

/// <summary>Salesforce's own schemas of the three exports, where they lie beside the checkout.</summary>
internal sealed class ExportSchemas
{
    private readonly XmlSchemaSet _schemas = new() { XmlResolver = new XmlUrlResolver() };

    public ExportSchemas()
    {
        foreach (var name in new[] { "catalog.xsd", "pricebook.xsd", "inventory.xsd" })
        {
            _schemas.Add(null, Path.Combine(RealData.Sfcc, "b2c-developer-tooling-apache2", "xsd", name));
        }

        _schemas.Compile();
    }

    /// <summary>What the schemas have against a file.</summary>
    public List<string> Faults(byte[] file)
    {
        var faults = new List<string>();
        var settings = new XmlReaderSettings { ValidationType = ValidationType.Schema, Schemas = _schemas, ValidationFlags = XmlSchemaValidationFlags.ReportValidationWarnings };
        settings.ValidationEventHandler += (_, fault) => faults.Add(fault.Message);
        using var reader = XmlReader.Create(new MemoryStream(file), settings);
        while (reader.Read())
        {
        }

        return faults;
    }
}

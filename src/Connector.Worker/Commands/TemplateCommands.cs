namespace Connector.Worker.Commands;

/// <summary><c>template</c>: the commands of all documents, and what only listing templates have.</summary>
internal static class TemplateCommands
{
    public static Command Template()
    {
        var family = DocumentFamily.Template;
        var command = family.Of("Listing templates: which products are listed in a TikTok category, and by which policies.");
        command.Add(family.Switch("enable", "List the products of templates again.", "enabled", value: true));
        command.Add(family.Switch("disable", "List no products of templates, and do nothing with them.", "enabled", value: false));
        return command;
    }
}

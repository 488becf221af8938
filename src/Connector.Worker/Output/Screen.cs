using Spectre.Console;

namespace Connector.Worker.Output;

/// <summary>Where people read: tables and bars on a terminal, plain lines of a fixed width elsewhere.</summary>
internal static class Screen
{
    private const int PlainWidth = 120, PlainWidest = 170;

    public static IAnsiConsole Console { get; } = Open();

    /// <summary>Whether a person looks at a terminal, so that progress may be drawn.</summary>
    public static bool IsTerminal => !System.Console.IsOutputRedirected && Console.Profile.Capabilities.Interactive;

    public static void Line(string text = "") => System.Console.Out.WriteLine(text);

    public static Table Table(string title, params string[] columns)
    {
        var table = new Table().Title(Markup.Escape(title)).Border(Console.Profile.Capabilities.Unicode ? TableBorder.Rounded : TableBorder.Ascii).LeftAligned();
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(Markup.Escape(column)));
        }

        return table;
    }

    /// <summary>Adds a row of plain texts.</summary>
    public static void Add(this Table table, params string[] cells) => table.AddRow(cells.Select(cell => Markup.Escape(cell)).ToArray());

    /// <summary>Writes a table with many narrow columns: only the named ones are broken into lines, and outside a terminal it may grow wider than other tables.</summary>
    public static void Wide(Table table, params string[] broken)
    {
        foreach (var (column, head) in table.Columns.Select(column => (column, Head(column))))
        {
            column.NoWrap = !broken.Contains(head);
        }

        var width = Console.Profile.Width;
        Console.Profile.Width = System.Console.IsOutputRedirected ? PlainWidest : width;
        Console.Write(table);
        Console.Profile.Width = width;

        string Head(TableColumn column) => string.Concat(column.Header.GetSegments(Console).Select(segment => segment.Text)).Trim();
    }

    private static IAnsiConsole Open()
    {
        if (!System.Console.IsOutputRedirected)
        {
            return AnsiConsole.Console;
        }

        // A file or a pipe gets no colours, whatever the terminal behind it could show.
        var plain = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(System.Console.Out),
        });
        plain.Profile.Width = PlainWidth;
        return plain;
    }
}

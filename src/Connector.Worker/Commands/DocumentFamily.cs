using Connector.State;

namespace Connector.Worker.Commands;

/// <summary>
/// The commands for one kind of document: list, show, check, apply, duplicate, delete, history, diff, restore, approve, reject. The same for every kind.
/// </summary>
/// <param name="Word">The command: <c>policy</c>.</param>
/// <param name="Kind">The kind of document.</param>
/// <param name="OnlyType">Only policies of this type; null: all.</param>
internal sealed partial record DocumentFamily(string Word, string Kind, string? OnlyType = null)
{
    public static DocumentFamily Policy { get; } = new("policy", DocumentKinds.Policy);

    public static DocumentFamily Mapping { get; } = new("mapping", DocumentKinds.Policy, "mapping");

    public static DocumentFamily Template { get; } = new("template", DocumentKinds.Template);

    public static DocumentFamily Rule { get; } = new("rule", DocumentKinds.Rule);

    public static DocumentFamily Categories { get; } = new("categories", DocumentKinds.Categories);

    public static DocumentFamily Account { get; } = new("account", DocumentKinds.Account);

    public static DocumentFamily Source { get; } = new("source", DocumentKinds.Source);

    public static DocumentFamily Schedule { get; } = new("schedule", DocumentKinds.Schedule);

    public static DocumentFamily Receiver { get; } = new("receiver", DocumentKinds.Receiver);

    /// <summary>The command that a document's kind has.</summary>
    public static string WordOf(DocumentVersion version) => All.First(family => family.Kind == version.Kind).Word;

    public Command Of(string description)
    {
        var command = new Command(Word, description)
        {
            Show(), Check(), Apply(), Duplicate("duplicate", $"Store a {Word} once more, under another name."), Delete(), History(), Diff(), Restore(),
        };
        // Of schedules there are also those that no document names.
        if (Kind != DocumentKinds.Schedule)
        {
            command.Subcommands.Insert(0, List());
        }

        if (Kind is not (DocumentKinds.Source or DocumentKinds.Schedule or DocumentKinds.Receiver))
        {
            command.Add(Approve());
            command.Add(Reject());
        }

        return command;
    }

    private Argument<string> Named() => new("NAME") { Description = $"Its name, as `{Word} list` shows it." };

    private static Argument<long> Numbered(string name = "VERSION") => new(name) { Description = "A version's number, as its history shows it." };

    private Command List()
    {
        var command = new Command("list", "Those in force and those that wait for approval; which are valid, which are defaults, who uses them.");
        if (this != Template)
        {
            command.SetHouseAction((house, _, _) => Task.FromResult(ShowList(house, null)));
            return command;
        }

        var totals = new Option<bool>("--totals") { Description = "Also how many products each has, how many of them are listed (active) and held (inactive): takes the whole catalogue through the policies." };
        command.Add(totals);
        command.SetHouseAction((house, parsed, cancellation) => Task.FromResult(ShowList(house, parsed.GetValue(totals) ? Totals(house, cancellation) : null)));
        return command;
    }

    private Command Show()
    {
        var name = new Argument<string?>("NAME") { Description = $"Its name, as `{Word} list` shows it.", Arity = ArgumentArity.ZeroOrOne };
        var version = new Option<long?>("--version") { Description = "An earlier version, or one that waits for approval. Default: the one in force.", HelpName = "N" };
        var command = new Command("show", "The document, as JSON.") { name, version };
        if (this != Policy)
        {
            command.SetHouseAction((house, parsed, _) => Task.FromResult(ShowOne(house, Demand(parsed, name), parsed.GetValue(version))));
            command.Validators.Add(result => DemandName(result.GetResult(name)?.Tokens.Count > 0, result));
            return command;
        }

        var compiled = new Option<bool>("--compiled") { Description = "Instead: all steps that decide for an account, in their order, with the document and version of each." };
        var account = new Option<string?>("--account") { Description = "The account, for --compiled.", HelpName = "A" };
        var pending = new Option<bool>("--pending") { Description = "With --compiled: as if all versions that wait for approval were in force." };
        command.Add(compiled);
        command.Add(account);
        command.Add(pending);
        command.Validators.Add(result =>
        {
            var isCompiled = Given.IsOn(result.GetResult(compiled));
            if (isCompiled != Given.Is(result.GetResult(account)))
            {
                result.AddError("--compiled and --account A go together");
            }
            else if (!isCompiled)
            {
                DemandName(result.GetResult(name)?.Tokens.Count > 0, result);
            }
        });
        command.SetHouseAction((house, parsed, _) => Task.FromResult(parsed.GetValue(compiled)
            ? CompiledPolicies.Show(house, parsed.GetValue(account)!, parsed.GetValue(pending))
            : ShowOne(house, Demand(parsed, name), parsed.GetValue(version))));
        return command;
    }

    private Command Check()
    {
        var files = Files();
        var command = new Command("check", "Look documents over beside those in force, and those that wait for approval; every fault with its cure. Nothing is stored.") { files };
        if (Kind == DocumentKinds.Account)
        {
            command.Description += " Of an account, given by its name: its secrets and connections, as `connector check --account` does.";
        }

        command.SetHouseAction((house, parsed, cancellation) => parsed.GetValue(files)! is [var name] && Kind == DocumentKinds.Account && !Path.Exists(name) && house.Room<Documents>().Find(Kind, name) is not null
            ? CheckCommand.RunAsync(house, name, cancellation)
            : CheckFilesAsync(house, parsed.GetValue(files)!, cancellation));
        return command;
    }

    private Command Apply()
    {
        var files = Files();
        var command = new Command("apply", "Store documents, all or nothing; every fault is named at once.") { files };
        var person = new GivenPerson().On(command);
        command.SetHouseAction((house, parsed, cancellation) => ApplyFilesAsync(house, parsed.GetValue(files)!, person.By(parsed), person.Because(parsed), cancellation));
        return command;
    }

    /// <summary>Also known by another word to those who work with rules.</summary>
    public Command Duplicate(string word, string description)
    {
        var (name, newName) = (Named(), new Argument<string>("NEWNAME") { Description = "The name of the new one." });
        var command = new Command(word, description) { name, newName };
        var person = new GivenPerson().On(command);
        command.SetHouseAction((house, parsed, _) => Task.FromResult(Changed(
            house,
            house.Room<Documents>().Duplicate(Kind, Mine(house, parsed.GetValue(name)!), parsed.GetValue(newName)!, person.By(parsed), person.Because(parsed), out var applied),
            applied)));
        return command;
    }

    private Command Delete()
    {
        var name = Named();
        var to = new Option<string?>("--users-to") { Description = "The one that its users name from now on. Without it, what is in use is not deleted.", HelpName = "OTHER" };
        var command = new Command("delete", "Delete it; its history stays, and it can be restored.") { name, to };
        var person = new GivenPerson().On(command);
        command.SetHouseAction((house, parsed, _) => Task.FromResult(Changed(
            house, house.Room<Documents>().Delete(Kind, Mine(house, parsed.GetValue(name)!), parsed.GetValue(to), person.By(parsed), person.Because(parsed), out var applied), applied)));
        return command;
    }

    private Command History()
    {
        var name = Named();
        var command = new Command("history", "All versions: when, by whom, why, and how each stands.") { name };
        command.SetHouseAction((house, parsed, _) => Task.FromResult(ShowHistory(house, parsed.GetValue(name)!)));
        return command;
    }

    private Command Diff()
    {
        var (name, one, other) = (Named(), Numbered("V1"), Numbered("V2"));
        var command = new Command("diff", "What differs between two versions, member by member. Version 0 is before the first one.") { name, one, other };
        command.SetHouseAction((house, parsed, _) => Task.FromResult(ShowDiff(house, parsed.GetValue(name)!, parsed.GetValue(one), parsed.GetValue(other))));
        return command;
    }

    private Command Restore()
    {
        var (name, version) = (Named(), Numbered());
        var command = new Command("restore", "Make the text of an earlier version the newest one.") { name, version };
        var person = new GivenPerson().On(command);
        command.SetHouseAction((house, parsed, _) => Task.FromResult(Changed(
            house, house.Room<Documents>().Restore(Kind, parsed.GetValue(name)!, parsed.GetValue(version), person.By(parsed), person.Because(parsed), out var applied), applied)));
        return command;
    }

    private Command Approve()
    {
        var pairs = new Argument<string[]>("NAME VERSION") { Description = "What goes live: a name and a version; several, where one cannot go live without the other.", Arity = new ArgumentArity(2, 200) };
        var command = new Command("approve", "Let a version go live that waits for it. Its author cannot.") { pairs };
        var person = new GivenPerson().On(command);
        pairs.Validators.Add(result =>
        {
            if (result.Tokens.Count % 2 != 0 || result.Tokens.Where((_, at) => at % 2 == 1).Any(token => !long.TryParse(token.Value, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out _)))
            {
                result.AddError("approve takes a name and a version's number, or several such pairs: NAME 3 OTHER 7");
            }
        });
        command.SetHouseAction((house, parsed, _) => Task.FromResult(ApproveVersions(
            house, [.. parsed.GetValue(pairs)!.Chunk(2).Select(pair => (pair[0], long.Parse(pair[1], System.Globalization.CultureInfo.InvariantCulture)))], person.By(parsed), person.Because(parsed))));
        return command;
    }

    private Command Reject()
    {
        var (name, version) = (Named(), Numbered());
        var command = new Command("reject", "Say no to a version that waits for approval: it never goes live.") { name, version };
        var person = new GivenPerson(becauseIsRequired: true).On(command);
        command.SetHouseAction((house, parsed, _) =>
        {
            house.Room<Documents>().Reject(Kind, parsed.GetValue(name)!, parsed.GetValue(version), person.By(parsed), person.Because(parsed));
            return Task.FromResult(Decided(house, [(parsed.GetValue(name)!, parsed.GetValue(version))], "rejected"));
        });
        return command;
    }

    /// <summary>A command that sets one member, such as <c>enable</c>.</summary>
    public Command Switch(string word, string description, string member, bool value)
    {
        var names = new Argument<string[]>("NAME") { Description = "One or several names.", Arity = ArgumentArity.OneOrMore };
        var command = new Command(word, description) { names };
        var person = new GivenPerson().On(command);
        command.SetHouseAction((house, parsed, _) => Task.FromResult(Changed(
            house, house.Room<Documents>().Set(Kind, parsed.GetValue(names)!, members => members[member] = value, person.By(parsed), person.Because(parsed), out var applied), applied)));
        return command;
    }

    private static Argument<string[]> Files() => new("FILE")
    {
        Description = "JSON files; a file's name is the document's, what kind it is its folder says (policies/ ...).", Arity = ArgumentArity.OneOrMore,
    };

    private static string Demand(ParseResult parsed, Argument<string?> name) => parsed.GetValue(name)!;

    private static void DemandName(bool isThere, System.CommandLine.Parsing.CommandResult result)
    {
        if (!isThere)
        {
            result.AddError("no NAME is given");
        }
    }
}

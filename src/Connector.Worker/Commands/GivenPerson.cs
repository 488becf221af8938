namespace Connector.Worker.Commands;

/// <summary>Who does something, and why: what every command has that people answer for.</summary>
internal sealed class GivenPerson
{
    private readonly Option<string?> _by;
    private readonly Option<string?> _because;

    public GivenPerson(bool becauseIsRequired = false, bool byIsRequired = false)
    {
        _by = new Option<string?>("--by") { Description = $"The person who does it; taken on trust.{(byIsRequired ? "" : " Default: the user of this machine.")}", HelpName = "NAME", Required = byIsRequired };
        _because = new Option<string?>("--because") { Description = "Why.", HelpName = "TEXT", Required = becauseIsRequired };
        _by.Validators.Add(result => Demand(result, "--by names a person"));
        _because.Validators.Add(result => Demand(result, "--because gives a reason"));
    }

    public GivenPerson On(Command command)
    {
        command.Add(_by);
        command.Add(_because);
        return this;
    }

    public string By(ParseResult parsed) => parsed.GetValue(_by)?.Trim() ?? House.Person;

    public string Because(ParseResult parsed) => parsed.GetValue(_because)?.Trim() ?? "";

    /// <summary>Whether it is said why.</summary>
    public bool IsSaidWhy(System.CommandLine.Parsing.CommandResult result) => Given.Is(result.GetResult(_because));

    private static void Demand(System.CommandLine.Parsing.OptionResult result, string what)
    {
        if (result.Tokens is [{ Value: var value }] && string.IsNullOrWhiteSpace(value))
        {
            result.AddError($"{what}: it is empty");
        }
    }
}

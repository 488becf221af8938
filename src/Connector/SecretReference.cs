namespace Connector;

/// <summary>Names where a secret is kept; the secret itself never stands in a document.</summary>
public sealed record SecretReference
{
    /// <summary>Environment variable that holds it.</summary>
    public string Environment { get; init; } = "";

    /// <summary>File whose first line is it.</summary>
    public string File { get; init; } = "";

    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsEmpty => Environment.Length == 0 && File.Length == 0;

    /// <summary>Reads the secret.</summary>
    /// <exception cref="PersonMustDecideException">It is not where the document says.</exception>
    public Secret Resolve(string what)
    {
        if (Environment.Length > 0)
        {
            return System.Environment.GetEnvironmentVariable(Environment) is { Length: > 0 } value
                ? new Secret(value)
                : throw new PersonMustDecideException("secret.missing", $"{what}: environment variable {Environment} is not set.", "Set it for the process that runs connector.");
        }

        if (File.Length == 0)
        {
            throw new PersonMustDecideException("secret.missing", $"{what}: the document names no secret.", "Name an environment variable or a file that holds it.");
        }

        try
        {
            using var lines = new StreamReader(File);
            return lines.ReadLine()?.Trim() is { Length: > 0 } line
                ? new Secret(line)
                : throw new PersonMustDecideException("secret.missing", $"{what}: file {File} is empty.", "Its first line must be the secret.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new PersonMustDecideException("secret.missing", $"{what}: file {File} cannot be read ({fault.Message}).", "Create it, readable for the user that runs connector.");
        }
    }
}

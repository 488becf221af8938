using System.Text.Json;
using System.Text.Json.Nodes;
using Connector.Worker.Api;
using Connector.Worker.Serving;

namespace Connector.Worker.Commands;

/// <summary>Reads the machine settings: file, then environment (<c>Connector__Data</c>), then command line; the last wins.</summary>
internal static class MachineSettings
{
    public const string DefaultFile = "connector.json";
    private static readonly string[] Known = ["data", "mirror", "state", "archive", "headsCopy", "archiveCopy", "retention", "workers", "databaseWait", "rememberRows", "keepOffers", "allowLoopback", "api", "webhooks", "otlp", "serilog", "$schema"];

    public static (ConnectorSettings Settings, IConfiguration Configuration) Read(string? file, string? data)
    {
        var path = Path.GetFullPath(file ?? DefaultFile);
        var faults = file is not null && !File.Exists(path)
            ? [new Fault("settings", $"there is no settings file {path}", "correct --settings, or leave it out")]
            : File.Exists(path) ? FileFaults(path) : [];
        if (faults.Count > 0)
        {
            throw new SettingsException(faults);
        }

        var configuration = new ConfigurationBuilder().AddJsonFile(path, optional: true).AddEnvironmentVariables("Connector__").Build();
        var settings = new ConnectorSettings();
        settings = settings with
        {
            Data = data ?? configuration["data"] ?? settings.Data,
            Mirror = configuration["mirror"] ?? settings.Mirror,
            State = configuration["state"] ?? settings.State,
            Archive = configuration["archive"] ?? settings.Archive,
            HeadsCopy = configuration["headsCopy"] ?? settings.HeadsCopy,
            ArchiveCopy = ArchiveCopy(configuration.GetSection("archiveCopy")),
            Retention = new Retention
            {
                FilesDays = Number(configuration, "retention:filesDays", settings.Retention.FilesDays),
                FilesGigabytes = Number(configuration, "retention:filesGigabytes", settings.Retention.FilesGigabytes),
                FeedLogDays = Number(configuration, "retention:feedLogDays", settings.Retention.FeedLogDays),
                PastDays = Number(configuration, "retention:pastDays", settings.Retention.PastDays),
            },
            DatabaseWait = configuration["databaseWait"] is { } wait ? TimeSpan.TryParse(wait, System.Globalization.CultureInfo.InvariantCulture, out var time) ? time : TimeSpan.Zero : settings.DatabaseWait,
            Workers = configuration["workers"] is { } workers ? int.TryParse(workers, out var count) ? count : -1 : settings.Workers,
        };
        settings = settings with
        {
            RememberRows = Switch(configuration, "rememberRows", settings.RememberRows), KeepOffers = Switch(configuration, "keepOffers", settings.KeepOffers), AllowLoopback = Switch(configuration, "allowLoopback", settings.AllowLoopback),
        };
        Switch(configuration, "api:enabled", usual: true);
        Fault[] wrong =
        [
            .. settings.Faults().Select(text => text.Split("; ", 2)).Select(parts => new Fault("settings", parts[0], parts.Length > 1 ? parts[1] : "correct it")),
            .. ApiSettings.Of(configuration).Faults(),
            .. WebhookSettings.Of(configuration).Faults(),
            .. OtlpSettings.Of(configuration).Faults(),
        ];
        return wrong.Length > 0 ? throw new SettingsException(wrong) : (settings, configuration);
    }

    private static Archive.ArchiveCopySettings ArchiveCopy(IConfigurationSection section)
    {
        try
        {
            return section.Get<Archive.ArchiveCopySettings>(options => options.ErrorOnUnknownConfiguration = true) ?? new();
        }
        catch (InvalidOperationException fault)
        {
            // The binder quotes the value, which could be a password that somebody wrote there.
            var why = section.AsEnumerable().Select(each => each.Value).OfType<string>().Where(value => value.Length > 0).Aggregate(fault.Message, (text, value) => text.Replace($"'{value}'", "'***'", StringComparison.Ordinal));
            throw new SettingsException([new Fault("settings", $"archiveCopy: {why.TrimEnd('.')}", "correct it: README tells its members under Signing in to WebDAV")]);
        }
    }

    /// <summary>What is no number is one that the settings refuse.</summary>
    private static int Number(IConfiguration configuration, string name, int usual) => configuration[name] is not { } given ? usual : int.TryParse(given, out var number) ? number : -1;

    private static bool Switch(IConfiguration configuration, string name, bool usual) =>
        configuration[name] is not { } given ? usual : bool.TryParse(given, out var on) ? on
        : throw new SettingsException([new Fault("settings", $"{name}: '{given}' is neither true nor false", $"write one of them, or leave the setting out for {(usual ? "true" : "false")}")]);

    /// <summary>Faults of a setting that has members of its own.</summary>
    private static IEnumerable<Fault> Within(JsonObject settings, string path, string name, string[] known) => settings.FirstOrDefault(member => member.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value switch
    {
        null => [],
        JsonObject members => members.Where(member => !known.Contains(member.Key, StringComparer.OrdinalIgnoreCase))
            .Select(member => new Fault("settings", $"{path}: '{name}.{member.Key}' is no machine setting", $"use {string.Join(", ", known)} in {name}")),
        _ => [new Fault("settings", $"{path}: '{name}' is not a JSON object", $"write {{ ... }} with {string.Join(", ", known)}")],
    };

    private static List<Fault> FileFaults(string path)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(path), documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true }) is JsonObject members
                ?
                [
                    .. members.Where(member => !Known.Contains(member.Key, StringComparer.OrdinalIgnoreCase)).Select(member => new Fault(
                        "settings", $"{path}: '{member.Key}' is no machine setting", $"use {string.Join(", ", Known[..^1])}; accounts, sources, policies and schedules are documents (connector apply DIR)")),
                    .. Within(members, path, "api", ApiSettings.Members),
                    .. Within(members, path, "webhooks", WebhookSettings.Members),
                    .. Within(members, path, "otlp", OtlpSettings.Members),
                    .. Within(members, path, "archiveCopy", ["url", "user", "password", "signIn", "clientId", "clientSecret", "tokenUrl", "scopes", "allowPlainHttp", "trust", "limits"]),
                    .. Within(members, path, "retention", ["filesDays", "filesGigabytes", "feedLogDays", "pastDays"]),
                ]
                : [new Fault("settings", $"{path} is not a JSON object", "write { \"data\": \"...\" }")];
        }
        catch (JsonException fault)
        {
            return [new Fault("settings", $"{path} is not JSON: {fault.Message}", "correct it")];
        }
    }
}

/// <summary>The machine settings cannot be used; every fault at once.</summary>
internal sealed class SettingsException(IReadOnlyList<Fault> faults) : Exception(string.Join(" ", faults))
{
    public IReadOnlyList<Fault> Faults { get; } = faults;
}

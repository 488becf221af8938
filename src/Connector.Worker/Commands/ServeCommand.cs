using System.Globalization;
using Connector.Worker.Api;
using Connector.Worker.Serving;
using Serilog;
using Serilog.Events;

namespace Connector.Worker.Commands;

/// <summary><c>serve</c>: the worker, until it is told to stop.</summary>
internal static class ServeCommand
{
    private const string Line = "{Timestamp:yyyy-MM-ddTHH:mm:sszzz} {Level:u3} {Message:lj}{NewLine}{Exception}";

    public static Command Serve()
    {
        var command = new Command("serve", "The worker: reads shops, makes feeds and polls answers on schedule, until Ctrl-C or SIGTERM.");
        command.SetGuardedAction((parsed, cancellation) => RunAsync(parsed, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var (settings, configuration) = MachineSettings.Read(parsed.GetValue(GlobalOptions.Settings), parsed.GetValue(GlobalOptions.Data));
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "connector" });
        await using var logger = Logger(settings, configuration);
        builder.Logging.AddSerilog(logger);
        builder.Services.AddShop().AddConnector(settings);
        builder.Services.AddSingleton<ScheduledRun>().AddSingleton<Timetable>().AddHostedService(services => services.GetRequiredService<Timetable>());
        builder.Services.AddSingleton(OtlpSettings.Of(configuration)).AddHostedService<TelemetryExport>();
        builder.Services.AddHostedService<NoticeRounds>();
        builder.Services.AddHostedService<TokenRounds>();
        builder.Services.AddHostedService<CallRounds>();
        builder.Services.AddHostedService<IndexRounds>();
        builder.Services.AddHostedService<ArchiveRounds>();
        builder.Services.AddHostedService<IntakeRounds>();
        builder.Services.AddLocalApi(ApiSettings.Of(configuration));
        builder.Services.AddWebhooks(WebhookSettings.Of(configuration));
        // A run is stopped at once and taken up at the next start; nothing is gained by waiting for a long upload.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(20));
        using var host = builder.Build();
        logger.Information("connector serves {Data:l}", Path.GetFullPath(settings.Data));
        if (host.Services.GetRequiredService<State.Databases>().LookOver() is { } begunAnew)
        {
            logger.Warning("{Sentence:l} {Remedy:l}", begunAnew.Sentence, begunAnew.Remedy);
        }

        var end = new WorkerEnd(host, logger);
        await host.RunAsync(cancellation);
        var code = end.Code;
        logger.Information("connector has stopped{Because:l}", code == ExitCodes.Done ? "" : ", because of what stands above");
        return code;
    }

    /// <summary>Console, and a file a day in logs/ for 31 days; the section Serilog of the settings adds to it or changes levels.</summary>
    private static Serilog.Core.Logger Logger(ConnectorSettings settings, IConfiguration configuration)
    {
        var logging = new LoggerConfiguration()
            .MinimumLevel.Information()
            .MinimumLevel.Override("Quartz", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .WriteTo.Console(outputTemplate: Line, formatProvider: CultureInfo.InvariantCulture)
            .WriteTo.File(Path.Combine(settings.Data, "logs", "connector-.log"), outputTemplate: Line, formatProvider: CultureInfo.InvariantCulture, rollingInterval: RollingInterval.Day, retainedFileCountLimit: 31);
        return (configuration.GetSection("Serilog").Exists() ? logging.ReadFrom.Configuration(configuration) : logging).CreateLogger();
    }
}

using System.CommandLine.Help;

namespace Connector.Worker.Commands;

/// <summary>All commands. Reads as the table of contents of <c>connector --help</c>.</summary>
internal static class CommandTree
{
    public static RootCommand Root()
    {
        var root = new RootCommand("Keeps a shop's goods on TikTok Shop, by files. New here? Run: connector demo")
        {
            GlobalOptions.Settings,
            GlobalOptions.Data,
            GlobalOptions.Json,
            GlobalOptions.Verbose,
            DemoCommand.Demo(),
            ServeCommand.Serve(),
            DocumentCommands.Apply(),
            DocumentCommands.Export(),
            DocumentFamily.Policy.Of("Synchronization, inventory, pricing and image policies, and mappings: look at them, change them, approve them."),
            DocumentFamily.Mapping.Of("Attribute mappings; the same as policy, for policies of this type."),
            TemplateCommands.Template(),
            RuleCommands.Rule(),
            TakedownCommands.Takedown(),
            IntakeCommands.Intake(),
            DocumentFamily.Categories.Of("Sets of TikTok's categories."),
            AccountCommands.Account(),
            DocumentFamily.Source.Of("Sources of shops, as documents."),
            ScheduleCommands.Schedule(),
            DocumentFamily.Receiver.Of("Receivers of notices, as documents."),
            StoreCommands.Store(),
            FeedCommands.Feed(),
            BrakeCommands.Brake(),
            PublishCommands.Publish(),
            ProductCommands.Product(),
            ResendCommand.Resend(),
            ReviewCommands.Review(),
            StatusCommand.Status(),
            ExplainCommand.Explain(),
            PreviewCommand.Preview(),
            QueueCommand.Queue(),
            RunCommands.Run(),
            ArchiveCommands.Archive(),
            NoticeCommands.Notice(),
            WebhookCommands.Webhook(),
            BackupCommands.Backup(),
            BackupCommands.Restore(),
            CheckCommand.Check(),
            SchemaCommands.Schema(),
            SandboxCommands.Sandbox(),
        };
        root.SetAction(parsed => new HelpAction().Invoke(parsed));
        return root;
    }
}

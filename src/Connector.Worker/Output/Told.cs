using Connector.Worker.Demo;

namespace Connector.Worker.Output;

/// <summary>Shows the steps of one run while it goes on: a bar on a terminal, lines elsewhere, nothing where JSON is wanted.</summary>
internal static class Told
{
    public static async Task<T> WithProgressAsync<T>(bool quiet, string part, Func<IProgress<TripStep>, Task<T>> work)
    {
        if (quiet)
        {
            return await work(new Ear(_ => { }));
        }

        if (!Screen.IsTerminal)
        {
            return await work(new Ear(step =>
            {
                if (step.Done || step.Step == "lease")
                {
                    Screen.Line($"{step.Step}: {step.Sentence}");
                }
            }));
        }

        var result = default(T);
        await TripBars.DrawAsync(async show => result = await work(new Ear(step => show(part, step))));
        return result!;
    }
}

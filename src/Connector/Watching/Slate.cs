using Connector.State;

namespace Connector.Watching;

/// <summary>
/// Where a run writes how far it is, for other processes to read. Steps are only remembered; a timer writes the last one, once a second at
/// the most, so that a run waits for no disk. A slate that cannot be written keeps no run from anything.
/// </summary>
internal sealed class Slate : IDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    private static readonly string Mark = ProcessMark.Of(Environment.ProcessId);

    private readonly string _path;
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private readonly Lock _writing = new();
    private Running _now;
    private bool _isTold;
    private bool _isOver;

    public Slate(string path, string lease, string work, string of, TimeProvider clock)
    {
        (_path, _clock) = (path, clock);
        var now = clock.GetUtcNow();
        _now = new Running
        {
            Lease = lease, Work = work, For = of, Since = now, StepSince = now, At = now, Host = Environment.MachineName, Pid = Environment.ProcessId, ProcessMark = Mark,
        };
        _isTold = true;
        Write();
        _timer = clock.CreateTimer(_ => Write(), null, Beat, Beat);
    }

    public void Take(TripStep step)
    {
        lock (_gate)
        {
            var at = _clock.GetUtcNow();
            var isNew = _now.Step != step.Step || _now.IsDone;
            _now = _now with
            {
                Run = step.Run ?? _now.Run, Step = step.Step, IsDone = step.Done, Sentence = step.Sentence, Count = step.Count, Total = step.Total, At = at, StepSince = isNew ? _now.At : _now.StepSince,
            };
            _isTold = true;
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        lock (_writing)
        {
            _isOver = true;
            Try(() => File.Delete(_path));
        }
    }

    private void Write()
    {
        // A disk that is slower than the beat is not asked twice at once.
        if (!_writing.TryEnter())
        {
            return;
        }

        try
        {
            Running now;
            lock (_gate)
            {
                if (!_isTold || _isOver)
                {
                    return;
                }

                (now, _isTold) = (_now, false);
            }

            Try(() =>
            {
                File.WriteAllBytes(_path + ".part", Slates.Bytes(now));
                File.Move(_path + ".part", _path, overwrite: true);
            });
        }
        finally
        {
            _writing.Exit();
        }
    }

    private static void Try(Action work)
    {
        try
        {
            work();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // What is shown of a run is no part of it.
        }
    }
}

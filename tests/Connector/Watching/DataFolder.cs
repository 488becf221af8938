using Connector.Tests.Trip;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Tests.Watching;

/// <summary>The rooms on an empty data folder.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly ServiceProvider _rooms;

    public DataFolder() => _rooms = TripWorld.Services(Folder, Clock);

    public string Folder { get; } = Directory.CreateTempSubdirectory("watching-").FullName;

    public ManualClock Clock { get; } = new(new DateTimeOffset(2026, 11, 22, 2, 0, 0, TimeSpan.Zero));

    public T Room<T>()
        where T : notnull => _rooms.GetRequiredService<T>();

    public void Dispose()
    {
        _rooms.Dispose();
        Pools.Clear(Folder);
        Directory.Delete(Folder, recursive: true);
    }
}

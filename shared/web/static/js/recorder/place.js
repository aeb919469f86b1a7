// Where one is, asked once: a fix, never a track (个人信息保护法 28).
const PATIENCE = 20 * 1000; // milliseconds
const WORDS = {
  1: "没有得到定位许可。可以在浏览器设置里允许，或用“手工签到”。",
  2: "现在定不了位。请到室外再试，或用“手工签到”。",
  3: "定位太久没有结果。请再试，或用“手工签到”。",
};

/** The place now: {latitude, longitude} in degrees, `accuracy` in metres. Rejects with an Error that says why not. */
export const whereNow = () =>
  new Promise((resolve, reject) => {
    if (!navigator.geolocation) return reject(new Error("这个浏览器不能定位。请用“手工签到”。"));
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve({ latitude: coords.latitude, longitude: coords.longitude, accuracy: coords.accuracy }),
      (error) => reject(new Error(WORDS[error.code] ?? WORDS[2])),
      { enableHighAccuracy: true, timeout: PATIENCE, maximumAge: 0 },
    );
  });
